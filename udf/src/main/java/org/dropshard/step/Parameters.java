package org.dropshard.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dropshard.dropout.DropProbability;
import org.dropshard.tensor.Invalid;

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

  /** Whether there are more values than one, or may be. */
  boolean isList(String name) {
    return given.get(name) instanceof Collection;
  }

  /** Whether values have names. */
  boolean isNamed(String name) {
    return given.get(name) instanceof Map;
  }

  /** One text, or a list of them; none where nothing is given. */
  List<String> texts(String name) {
    return has(name) ? texts(given.get(name)) : List.of();
  }

  /** A value as texts: one, or a list of them. */
  static List<String> texts(Object value) {
    return list(value).stream().map(String::valueOf).toList();
  }

  /** Values by name. */
  Map<String, Object> named(String name) {
    if (!(required(name) instanceof Map<?, ?> map)) {
      throw invalid(name, given.get(name), "names and values: {name = value}");
    }
    return named(map);
  }

  static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((key, value) -> named.put(String.valueOf(key), value));
    return named;
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

  /** The same, which have to be there. */
  double[] numbers(String name) {
    required(name);
    return numbers(name, null);
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
    String name = oneOfDropAndKeep();
    return DropProbability.of(name.equals("keep"), number(name, 0));
  }

  private String oneOfDropAndKeep() {
    boolean drop = has("drop");
    if (drop == has("keep")) {
      throw Invalid.argument(step, (drop ? "both" : "neither") + " drop and keep", "exactly one");
    }
    return drop ? "drop" : "keep";
  }

  /** {@code drop}, or {@code keep}, for each channel. */
  List<DropProbability> drops() {
    String name = oneOfDropAndKeep();
    List<DropProbability> drops = new ArrayList<>();
    for (double value : numbers(name, null)) {
      drops.add(DropProbability.of(name.equals("keep"), value));
    }
    return drops;
  }

  /** {@code drop}, or {@code keep}: one number for all names, or each name and its own. */
  TreeMap<String, DropProbability> drops(Set<String> names) {
    String given = oneOfDropAndKeep();
    boolean each = this.given.get(given) instanceof Map;
    Map<String, Object> values = each ? named(given) : Map.of();
    if (each && !values.keySet().equals(names)) {
      throw invalid(given, values.keySet(), "one for each of " + String.join(", ", names));
    }
    TreeMap<String, DropProbability> drops = new TreeMap<>();
    for (String name : names) {
      double value = each ? number(given, values.get(name)) : number(given, 0);
      drops.put(name, DropProbability.of(given.equals("keep"), value));
    }
    return drops;
  }

  /** What {@link #drop} read, as it was given. */
  static Map<String, Object> of(DropProbability p) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put(p.inKeep() ? "keep" : "drop", p.given());
    return parameters;
  }

  /** What {@link #drops()} read, as it was given. */
  static Map<String, Object> of(List<DropProbability> p) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put(
        p.get(0).inKeep() ? "keep" : "drop", p.stream().map(DropProbability::given).toList());
    return parameters;
  }

  /** Those of a probability with a noise shape before them, unless it is null. */
  static Map<String, Object> of(int[] noise, Map<String, Object> probability) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (noise != null) {
      parameters.put("shape", Arrays.stream(noise).boxed().toList());
    }
    parameters.putAll(probability);
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
    return Invalid.argument(name + " of " + step, value, rule);
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
