package org.dropshard.step;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dropshard.dropout.Absence;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Scale;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * Dropout of groups of channels that fail together.
 *
 * @param names of the channels
 * @param groups the channels of each group, as they were written, by name
 * @param p of each group, by name
 * @param never the channels that are in no group
 * @param atLeast how many groups are kept at least, as far as there are so many
 * @param absent what a group that is not there holds; null: all are there
 */
record SensorDropout(
    StepType type,
    ChannelNames names,
    TreeMap<String, List<String>> groups,
    TreeMap<String, DropProbability> p,
    List<String> never,
    int atLeast,
    Absence absent,
    ScaleAndFill values)
    implements MaskedStep {
  private static final long serialVersionUID = 1L;

  SensorDropout {
    if (groups.isEmpty() || groups.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("Invalid groups: one without channels, or none");
    }
    if (atLeast < 0 || atLeast > groups.size()) {
      throw Invalid.argument("at_least", atLeast, "0 to " + groups.size() + ", the groups");
    }
    if (values.scale() != Scale.NONE && !isByChance(atLeast, absent)) {
      throw Invalid.argument(
          "scale",
          values.scale().label(),
          "at_least and absent change how often a group is kept: none");
    }
  }

  static Step of(StepType type, Parameters parameters) {
    TreeMap<String, List<String>> groups = new TreeMap<>();
    parameters
        .named("groups")
        .forEach((name, channels) -> groups.put(name, Parameters.texts(channels)));
    return new SensorDropout(
        type,
        new ChannelNames(parameters.texts("channels")),
        groups,
        parameters.drops(groups.keySet()),
        parameters.texts("never"),
        parameters.integer("at_least", 0),
        absence(parameters),
        ScaleAndFill.of(parameters, "none", "none", "inverted"));
  }

  private static Absence absence(Parameters parameters) {
    if (!parameters.has("absent")) {
      return null;
    }
    String text = parameters.text("absent", null);
    return switch (text) {
      case "nan" -> new Absence(Double.NaN);
      case "zeros" -> new Absence(0);
      default -> new Absence(parameters.number("absent", 0));
    };
  }

  private static boolean isByChance(int atLeast, Absence absent) {
    return atLeast == 0 && absent == null;
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (!names.names().isEmpty()) {
      parameters.put("channels", names.names());
    }
    parameters.put("groups", groups);
    boolean keeps = p.firstEntry().getValue().inKeep();
    Map<String, Double> given = new TreeMap<>();
    p.forEach((name, value) -> given.put(name, value.given()));
    parameters.put(keeps ? "keep" : "drop", given);
    parameters.put("never", never);
    parameters.put("at_least", atLeast);
    if (absent != null) {
      double value = absent.value();
      parameters.put("absent", Double.isNaN(value) ? "nan" : value == 0 ? "zeros" : (Object) value);
    }
    return values.into(parameters);
  }

  @Override
  public Step named(List<String> channels) {
    Stream<String> texts =
        Stream.concat(groups.values().stream().flatMap(List::stream), never.stream());
    return names.isNeeded(texts)
        ? new SensorDropout(
            type, new ChannelNames(channels), groups, p, never, atLeast, absent, values)
        : this;
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    groupsOf(layout.channels(shape));
    return MaskedStep.super.shape(shape, layout);
  }

  SensorGroups groupsOf(int channels) {
    return SensorGroups.of(names, groups, never, channels);
  }

  @Override
  public OptionalDouble dropRate() {
    return isByChance(atLeast, absent)
        ? p.values().stream().mapToDouble(DropProbability::value).average()
        : OptionalDouble.empty();
  }

  @Override
  public Map<String, Double> dropRates() {
    Map<String, Double> rates = new TreeMap<>();
    if (isByChance(atLeast, absent)) {
      p.forEach((name, value) -> rates.put(name, value.value()));
    }
    return rates;
  }

  @Override
  public boolean needsInput() {
    return absent != null;
  }

  @Override
  public Kernel kernel(Layout layout) {
    return new SensorKernel(this, layout);
  }
}
