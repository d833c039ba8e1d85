package org.dropshard.job.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dropshard.dropout.DropProbability;
import org.dropshard.job.error.JobException;
import org.dropshard.step.Step;
import org.dropshard.step.StepType;
import org.dropshard.step.Steps;
import org.dropshard.tensor.Invalid;

/**
 * Makes the steps of what was written: the step's own parameters first, then those of the run, then
 * the preset's.
 */
final class StepReader {
  private static final Setting[] PROBABILITIES = {Setting.DROP, Setting.KEEP, Setting.P};

  private final Settings settings;
  private final Preset preset;
  private final Optional<Setting> given;
  private final List<Double> levels; // of the run
  private boolean used;

  StepReader(Settings settings, Preset preset) {
    this.settings = settings;
    this.preset = preset;
    List<Setting> probabilities =
        Arrays.stream(PROBABILITIES).filter(p -> settings.text(p).isPresent()).toList();
    if (probabilities.size() > 1) {
      throw JobException.usage(
          "Both "
              + probabilities.get(0).option()
              + " P and "
              + probabilities.get(1).option()
              + " P (exactly one, 0 to 1)");
    }
    this.given = probabilities.stream().findFirst();
    this.levels = given.map(this::probabilities).orElse(List.of());
  }

  /** One for all copies, or one for each. */
  private List<Double> probabilities(Setting setting) {
    return settings
        .parsed(
            setting,
            text ->
                Arrays.stream(text.split(",", -1))
                    .map(p -> checked(setting, Double.parseDouble(p.strip())))
                    .toList())
        .orElseThrow();
  }

  private static double checked(Setting setting, double value) {
    return setting == Setting.KEEP
        ? DropProbability.ofKeep(value).keep()
        : new DropProbability(value).value();
  }

  /** The one step of {@code --kind}. */
  PipelineStep ofKind(String text) {
    return step(Setting.KIND, text, 0);
  }

  /** The steps of {@code --steps}: each has its place as stream, unless it says another. */
  List<PipelineStep> ofSteps(List<String> texts) {
    List<PipelineStep> steps = new ArrayList<>();
    for (String text : texts) {
      steps.add(step(Setting.STEPS, text, steps.size()));
    }
    Map<Integer, Long> streams =
        steps.stream().collect(Collectors.groupingBy(PipelineStep::stream, Collectors.counting()));
    streams.forEach(
        (stream, count) -> {
          if (count > 1) {
            throw JobException.invalid(
                "--steps", count + " steps of stream " + stream, "each its own");
          }
        });
    return steps;
  }

  /** Refuses a probability that no step took. */
  void end() {
    if (given.isPresent() && !used) {
      throw JobException.invalid(
          given.get().option(),
          settings.required(given.get()),
          "no step takes it: each has its own, or none");
    }
  }

  private PipelineStep step(Setting from, String written, int place) {
    try {
      StepText text = StepText.parse(written);
      StepType type =
          StepType.ofLabel(text.name())
              .filter(known -> from == Setting.STEPS || known.kind().isPresent())
              .orElseThrow(() -> unknown(from, text.name()));
      return step(from, type, new LinkedHashMap<>(text.parameters()), place);
    } catch (IllegalArgumentException e) {
      throw JobException.usage(from.option() + ": " + e.getMessage());
    }
  }

  private PipelineStep step(
      Setting from, StepType type, Map<String, Object> parameters, int place) {
    int stream = (int) number(parameters, "stream", place, PipelineStep.STREAMS - 1);
    double apply = number(parameters, "apply", 1, 1);
    Optional<String> ladder =
        type.hasProbability() ? probability(type, parameters, from) : Optional.empty();
    if (type.hasValues()) {
      values(type, parameters, stats(parameters));
    }
    if (type == StepType.NORMALIZE || type == StepType.DENORMALIZE) {
      ChannelNumbers stats = stats(parameters);
      for (String name : List.of("mean", "std")) {
        stats.named(name).ifPresent(numbers -> parameters.putIfAbsent(name, numbers));
      }
    }
    if (type == StepType.SENSOR_DROPOUT && !settings.list(Setting.CHANNEL_NAMES).isEmpty()) {
      parameters.putIfAbsent("channels", settings.list(Setting.CHANNEL_NAMES));
    }
    Map<String, String> files = new TreeMap<>();
    for (String parameter : List.of("weight", "bias")) {
      if (parameters.get(parameter) instanceof String path && path.endsWith(".npy")) {
        WeightFile file = WeightFile.read(path);
        parameters.put(parameter, file.values());
        files.put(parameter, file.sha256());
      }
    }
    Step step = type.step(parameters);
    if (apply < 1 && step.changesShape()) {
      throw Invalid.argument("apply of " + step.name(), apply, "it changes shapes, so always");
    }
    List<Step> all =
        ladder
            .map(
                parameter ->
                    levels.stream().map(p -> level(type, parameters, parameter, p)).toList())
            .orElse(List.of(step));
    return new PipelineStep(all, stream, apply, files);
  }

  /** The step's own numbers of channels, or the run's. */
  private ChannelNumbers stats(Map<String, Object> parameters) {
    return parameters.remove("stats") instanceof Map<?, ?> own
        ? ChannelNumbers.of(own)
        : ChannelNumbers.of(settings);
  }

  private static Step level(
      StepType type, Map<String, Object> parameters, String parameter, double p) {
    Map<String, Object> own = new LinkedHashMap<>(parameters);
    own.put(parameter, p);
    return type.step(own);
  }

  /** Says what there is, and what was probably meant. */
  private static JobException unknown(Setting from, String name) {
    List<String> kinds =
        Arrays.stream(StepType.values()).flatMap(type -> type.kind().stream()).toList();
    List<String> all = Stream.concat(kinds.stream(), Steps.names().stream()).toList();
    Optional<StepType> meant =
        StepType.ofAlias(name).or(() -> Nearest.of(name, all).flatMap(StepType::ofLabel));
    boolean steps = from == Setting.STEPS;
    Optional<String> hint =
        meant.map(
            type -> steps ? type.label() : type.kind().orElseGet(() -> "--steps " + type.label()));
    return JobException.usage(
        (steps ? "--steps: Unknown step: " : "Invalid --kind: ")
            + name
            + " ("
            + Nearest.hint(hint)
            + String.join(", ", steps ? Steps.names() : kinds)
            + ")");
  }

  /** The parameter that the run's probability became, if it did. */
  private Optional<String> probability(
      StepType type, Map<String, Object> parameters, Setting from) {
    Object bare = parameters.remove("p");
    if (bare != null) {
      parameters.put(meaning("p of " + type.label(), type), bare);
    }
    if (parameters.containsKey("drop") || parameters.containsKey("keep")) {
      return Optional.empty();
    }
    if (given.isEmpty()) {
      throw JobException.usage(
          "Neither --drop P, --keep P nor --p P (exactly one, 0 to 1)"
              + (from == Setting.STEPS ? ": " + type.label() + " says none" : ""));
    }
    used = true;
    Setting setting = given.get();
    String parameter = setting == Setting.P ? meaning("--p", type) : setting.key();
    parameters.put(parameter, levels.get(0));
    return Optional.of(parameter);
  }

  private String meaning(String what, StepType type) {
    if (preset == null) {
      throw JobException.invalid(
          what, "a bare probability", "--preset says what it means, or use drop or keep");
    }
    return preset.parameter(type);
  }

  /**
   * Where units do not drop independently, a step takes a scale that was asked for, no preset's.
   */
  private void values(StepType type, Map<String, Object> parameters, ChannelNumbers stats) {
    Object fill = parameters.getOrDefault("fill", settings.required(Setting.FILL));
    parameters.put("fill", FillText.resolved(fill, stats, NodataConfig.of(settings)));
    String scale = settings.required(Setting.SCALE);
    if (!scale.equals("auto")) {
      parameters.putIfAbsent("scale", scale);
    } else if (preset != null && type.step(parameters).dropProbability().isPresent()) {
      parameters.putIfAbsent("scale", preset.scale(type));
    }
  }

  private static double number(
      Map<String, Object> parameters, String name, double standard, double most) {
    Object value = parameters.remove(name);
    if (value == null) {
      return standard;
    }
    try {
      double number = Double.parseDouble(String.valueOf(value));
      if (number >= 0 && number <= most && (most == 1 || number == Math.rint(number))) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw Invalid.argument(name, value, "0 to " + (int) most);
  }
}
