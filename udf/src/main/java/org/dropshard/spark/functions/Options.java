package org.dropshard.spark.functions;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.tensor.Layout;

/**
 * The text that may end a call: a layout, or parameters as a step has them: {@code layout = CHW,
 * scale = none, fill = [104, 117, 124]}.
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
   * The parameters of a text: texts, and lists of texts.
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
    for (String pair : given.isEmpty() ? List.<String>of() : split(given)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals).strip();
      String value = pair.substring(equals + 1).strip();
      if (name.isEmpty() || value.isEmpty()) {
        throw new IllegalArgumentException(
            "Invalid options: " + given + " (as in 'layout = CHW, scale = none, fill = 127')");
      }
      if (options.put(name, value(value)) != null) {
        throw new IllegalArgumentException("Invalid options: " + name + " is given twice");
      }
    }
    return options;
  }

  /** The parts between commas, but for commas in lists. */
  private static List<String> split(String text) {
    return List.of(text.split(",(?![^\\[]*])"));
  }

  private static Object value(String text) {
    boolean list = text.startsWith("[") && text.endsWith("]");
    return list
        ? Arrays.stream(text.substring(1, text.length() - 1).split(",")).map(String::strip).toList()
        : text;
  }
}
