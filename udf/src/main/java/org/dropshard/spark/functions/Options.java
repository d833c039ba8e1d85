package org.dropshard.spark.functions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * The text that may end a call: a layout, or parameters as a step has them: {@code layout = CHW,
 * scale = none, fill = [104, 117, 124], drop = {radar = 0.3}}.
 */
final class Options {
  /** Where a call has none. */
  static final UTF8String NONE = UTF8String.EMPTY_UTF8;

  static final String LAYOUT = "layout";

  private static final UTF8String HWC = UTF8String.fromString("HWC");
  private static final UTF8String CHW = UTF8String.fromString("CHW");

  private Options() {}

  /** The layout of a cell's text; the usual spellings allocate nothing. */
  static Layout layout(UTF8String text) {
    if (HWC.equals(text)) {
      return Layout.HWC;
    }
    return CHW.equals(text) ? Layout.CHW : Layout.ofLabel(text.toString());
  }

  /**
   * The parameters of a text: texts, and lists and maps of texts.
   *
   * @throws IllegalArgumentException if it is neither a layout nor parameters
   */
  static Map<String, Object> parse(UTF8String text) {
    Map<String, Object> options = new HashMap<>();
    String given = text.toString().strip();
    if (given.indexOf('=') < 0 && !given.isEmpty()) {
      options.put(LAYOUT, Layout.ofLabel(given).name());
      return options;
    }
    options.putAll(pairs(given, given));
    return options;
  }

  private static Map<String, Object> pairs(String text, String given) {
    Map<String, Object> pairs = new HashMap<>();
    for (String pair : split(text)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals).strip();
      String value = pair.substring(equals + 1).strip();
      if (name.isEmpty() || value.isEmpty()) {
        throw Invalid.argument("options", given, "as in 'layout = CHW, scale = none, fill = 127'");
      }
      if (pairs.put(name, value(value, given)) != null) {
        throw new IllegalArgumentException("Invalid options: " + name + " is given twice");
      }
    }
    return pairs;
  }

  /** The parts between commas, but for commas within brackets. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    if (!text.isBlank()) {
      parts.add(text.substring(start));
    }
    return parts;
  }

  private static Object value(String text, String given) {
    String inner = text.substring(1, Math.max(1, text.length() - 1));
    if (text.startsWith("[") && text.endsWith("]")) {
      return split(inner).stream().map(String::strip).toList();
    }
    return text.startsWith("{") && text.endsWith("}") ? pairs(inner, given) : text;
  }
}
