package org.dropshard.step;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.dropshard.dropout.DropProbability;

/** The parameters of one step as they were given. Those that nobody asked for are refused. */
final class Parameters {
  private final String step;
  private final Map<String, ?> given;
  private final TreeSet<String> known = new TreeSet<>();

  Parameters(String step, Map<String, ?> given) {
    this.step = step;
    this.given = given;
  }

  boolean has(String name) {
    known.add(name);
    return given.containsKey(name);
  }

  String text(String name, String standard) {
    return has(name) ? String.valueOf(given.get(name)) : standard;
  }

  double number(String name, double standard) {
    return has(name) ? number(name, given.get(name)) : standard;
  }

  int integer(String name, int standard) {
    return has(name) ? integer(name, given.get(name)) : standard;
  }

  int integer(String name) {
    return integer(name, required(name));
  }

  /** One number, or a list of them. */
  double[] numbers(String name, double[] standard) {
    if (!has(name)) {
      return standard;
    }
    List<?> values = list(given.get(name));
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(name, values.get(i));
    }
    return numbers;
  }

  /** A whole number, or a list of them. */
  int[] integers(String name) {
    List<?> values = list(required(name));
    int[] numbers = new int[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = integer(name, values.get(i));
    }
    return numbers;
  }

  /**
   * One whole number, which counts twice, or two of them.
   *
   * @param two what they mean: {@code "[rows, columns]"}
   */
  int[] integers(String name, String two) {
    int[] numbers = integers(name);
    if (numbers.length != 1 && numbers.length != 2) {
      throw invalid(name, numbers.length + " values", "one, or " + two);
    }
    return new int[] {numbers[0], numbers[numbers.length - 1]};
  }

  /** A number, or the two bounds of a range, both included. */
  double[] bounds(String name, double[] standard) {
    double[] bounds = numbers(name, standard);
    if (bounds == null) {
      required(name);
    }
    if (bounds.length == 1) {
      return new double[] {bounds[0], bounds[0]};
    }
    if (bounds.length != 2) {
      throw invalid(name, given.get(name), "a number, or two: [least, most]");
    }
    return bounds;
  }

  /**
   * Lists within lists, all of one shape, in row-major order; their lengths go to {@code shape}.
   */
  double[] nested(String name, List<Integer> shape) {
    List<Double> values = new ArrayList<>();
    flatten(name, required(name), 0, shape, values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void flatten(
      String name, Object value, int depth, List<Integer> shape, List<Double> into) {
    if (!(value instanceof Collection<?> list)) {
      if (depth != shape.size()) {
        throw invalid(name, "lists of different depth", "all of one shape");
      }
      into.add(number(name, value));
      return;
    }
    if (depth == shape.size() && into.isEmpty()) {
      shape.add(list.size());
    }
    if (depth >= shape.size() || shape.get(depth) != list.size()) {
      throw invalid(name, "lists of different length", "all of one shape");
    }
    for (Object element : list) {
      flatten(name, element, depth + 1, shape, into);
    }
  }

  /** {@code drop}, or {@code keep}: exactly one. */
  DropProbability drop() {
    boolean drop = has("drop");
    if (drop == has("keep")) {
      throw new IllegalArgumentException(
          "Invalid " + step + ": " + (drop ? "both" : "neither") + " drop and keep (exactly one)");
    }
    return drop
        ? new DropProbability(number("drop", 0))
        : DropProbability.ofKeep(number("keep", 0));
  }

  /** What {@link #drop} read, as it was given. */
  static Map<String, Object> of(DropProbability p) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put(p.inKeep() ? "keep" : "drop", p.inKeep() ? p.keep() : p.value());
    return parameters;
  }

  /** Refuses what is left. */
  void end() {
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "Unknown parameter: " + name + " (" + step + " has " + String.join(", ", known) + ")");
      }
    }
  }

  IllegalArgumentException invalid(String name, Object value, String rule) {
    return new IllegalArgumentException(
        "Invalid " + name + " of " + step + ": " + value + " (" + rule + ")");
  }

  private Object required(String name) {
    if (!has(name)) {
      throw new IllegalArgumentException("Invalid " + step + ": " + name + " is missing");
    }
    return given.get(name);
  }

  private static List<?> list(Object value) {
    return value instanceof Collection<?> many ? List.copyOf(many) : List.of(value);
  }

  private double number(String name, Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return Double.parseDouble(String.valueOf(value));
    } catch (NumberFormatException e) {
      throw invalid(name, value, "a number");
    }
  }

  private int integer(String name, Object value) {
    double number = number(name, value);
    if (number != (int) number) {
      throw invalid(name, value, "a whole number");
    }
    return (int) number;
  }
}
