package org.dropshard.job.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.Layout;

/**
 * A column of other tensors of a sample, dropped where its tensor is.
 *
 * @param column its name
 * @param fill what is written over what is dropped: one value, or one a channel
 * @param channels which channel of the tensor each of its own follows, or one for all; empty: none,
 *     but places that are dropped in all channels at once
 * @param layout where its tensors hold their channels; null: as it says itself, or as the tensor
 * @param dtype raw cells: a type's name; null: cells say it
 * @param shape raw cells and arrays: axes, or a column that holds them; null: cells say it
 */
public record Also(
    String column, double[] fill, int[] channels, Layout layout, String dtype, String shape)
    implements Serializable {
  private static final Pattern FORM =
      Pattern.compile("\\s*([^\\s{},]+)\\s*(\\{[^{}]*})?\\s*(?:,|$)");

  private static final List<String> PARAMETERS =
      List.of("fill", "channels", "layout", "dtype", "shape");

  /**
   * Reads the setting.
   *
   * @throws JobException for the first column that is written as none is, or twice
   */
  static List<Also> of(Settings settings) {
    List<Also> all =
        settings.list(Setting.ALSO).stream().flatMap(text -> columns(text).stream()).toList();
    Set<String> names = new HashSet<>();
    for (Also one : all) {
      if (!names.add(one.column)) {
        throw invalid(one.column, "twice");
      }
    }
    return all;
  }

  private static List<Also> columns(String text) {
    List<Also> all = new ArrayList<>();
    Matcher matcher = FORM.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw invalid(text, "columns, each with its parameters in braces: mask {fill = 255}");
      }
      all.add(column(matcher.group(1), matcher.group(2)));
      at = matcher.end();
    }
    return all;
  }

  private static Also column(String name, String braces) {
    Map<String, Object> given = new TreeMap<>();
    try {
      if (braces != null) {
        given.putAll(ConfigFactory.parseString(braces).resolve().root().unwrapped());
      }
    } catch (ConfigException e) {
      throw invalid(name, e.getMessage());
    }
    for (String parameter : given.keySet()) {
      if (!PARAMETERS.contains(parameter)) {
        throw invalid(name, parameter + ": it has " + String.join(", ", PARAMETERS));
      }
    }
    double[] fill = numbers(name, given.getOrDefault("fill", 0));
    double[] channels = numbers(name, given.getOrDefault("channels", List.of()));
    boolean whole = Arrays.stream(channels).allMatch(c -> c == (int) c && c >= 0);
    if (!whole || fill.length == 0) {
      throw invalid(name, whole ? "fill is empty" : "channels are numbers from 0");
    }
    return new Also(
        name,
        fill,
        Arrays.stream(channels).mapToInt(c -> (int) c).toArray(),
        Optional.ofNullable(text(given, "layout")).map(label -> layout(name, label)).orElse(null),
        text(given, "dtype"),
        text(given, "shape"));
  }

  private static Layout layout(String name, String label) {
    try {
      return Layout.ofLabel(label);
    } catch (IllegalArgumentException e) {
      throw invalid(name, e.getMessage());
    }
  }

  private static String text(Map<String, Object> given, String parameter) {
    Object value = given.get(parameter);
    if (value instanceof Collection<?> many) {
      return String.join(",", many.stream().map(String::valueOf).toList());
    }
    return value == null ? null : value.toString();
  }

  private static double[] numbers(String name, Object value) {
    Collection<?> all = value instanceof Collection<?> many ? many : List.of(value);
    try {
      return all.stream().mapToDouble(Also::number).toArray();
    } catch (NumberFormatException e) {
      throw invalid(name, value + " is no number");
    }
  }

  private static double number(Object one) {
    return one.toString().equalsIgnoreCase("nan") ? Double.NaN : Double.parseDouble(one.toString());
  }

  static JobException invalid(String column, String rule) {
    return JobException.usage("Invalid --also: " + column + " (" + rule + ")");
  }
}
