package org.dropshard.job.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dropshard.dropout.DropProbability;
import org.dropshard.job.error.JobException;
import org.dropshard.step.Step;
import org.dropshard.step.Steps;

/**
 * Makes stages of what was written: the step's own parameters first, then those of the run, then
 * the preset's.
 */
final class StageReader {
  private static final Setting[] PROBABILITIES = {Setting.DROP, Setting.KEEP, Setting.P};

  private final Settings settings;
  private final Preset preset;
  private final Optional<Setting> given;
  private boolean used;

  StageReader(Settings settings, Preset preset) {
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
    given.ifPresent(setting -> settings.parsed(setting, StageReader::probability));
  }

  private static double probability(String text) {
    return new DropProbability(Double.parseDouble(text)).value();
  }

  /** The one step of {@code --kind}. */
  Stage ofKind(String text) {
    StepText kind = parse(Setting.KIND, text);
    String name = Steps.ofKind(kind.name());
    if (name == null) {
      throw JobException.usage(
          "Invalid --kind: " + kind.name() + " (" + String.join(", ", Steps.kinds()) + ")");
    }
    return stage(Setting.KIND, name, kind.parameters(), 0);
  }

  /** The steps of {@code --steps}: each has its place as stream, unless it says another. */
  List<Stage> ofSteps(List<String> texts) {
    List<Stage> stages = new ArrayList<>();
    for (String text : texts) {
      StepText step = parse(Setting.STEPS, text);
      stages.add(stage(Setting.STEPS, step.name(), step.parameters(), stages.size()));
    }
    Map<Integer, Long> streams =
        stages.stream().collect(Collectors.groupingBy(Stage::stream, Collectors.counting()));
    streams.forEach(
        (stream, count) -> {
          if (count > 1) {
            throw JobException.usage(
                "Invalid --steps: " + count + " steps of stream " + stream + " (each its own)");
          }
        });
    return stages;
  }

  /** Refuses a probability that no step took. */
  void end() {
    if (given.isPresent() && !used) {
      throw JobException.usage(
          "Invalid "
              + given.get().option()
              + ": "
              + settings.required(given.get())
              + " (no step takes it: each has its own, or none)");
    }
  }

  private static StepText parse(Setting setting, String text) {
    try {
      return StepText.parse(text);
    } catch (IllegalArgumentException e) {
      throw JobException.usage(setting.option() + ": " + e.getMessage());
    }
  }

  private Stage stage(Setting from, String name, Map<String, Object> written, int place) {
    if (!Steps.names().contains(name)) {
      throw JobException.usage(
          from.option()
              + ": Unknown step: "
              + name
              + " ("
              + String.join(", ", Steps.names())
              + ")");
    }
    Map<String, Object> parameters = new LinkedHashMap<>(written);
    int stream = (int) number(parameters, "stream", place, Stage.STREAMS - 1, from);
    double apply = number(parameters, "apply", 1, 1, from);
    if (Steps.hasProbability(name)) {
      probability(name, parameters, from);
    }
    if (Steps.hasValues(name)) {
      values(name, parameters);
    }
    try {
      Map<String, String> files = new TreeMap<>();
      for (String parameter : List.of("weight", "bias")) {
        if (parameters.get(parameter) instanceof String path && path.endsWith(".npy")) {
          WeightFile file = WeightFile.read(path);
          parameters.put(parameter, file.values());
          files.put(parameter, file.sha256());
        }
      }
      Step step = Steps.of(name, parameters);
      if (apply < 1 && step.inverse().isPresent() || apply < 1 && name.equals("convolution")) {
        throw new IllegalArgumentException(
            "Invalid apply of " + name + ": " + apply + " (it changes shapes, so always)");
      }
      return new Stage(step, stream, apply, files);
    } catch (IllegalArgumentException e) {
      throw JobException.usage(from.option() + ": " + e.getMessage());
    }
  }

  private void probability(String name, Map<String, Object> parameters, Setting from) {
    Object bare = parameters.remove("p");
    if (bare != null) {
      parameters.put(meaning("p of " + name, name), bare);
    }
    if (parameters.containsKey("drop") || parameters.containsKey("keep")) {
      return;
    }
    if (given.isEmpty()) {
      throw JobException.usage(
          "Neither --drop P, --keep P nor --p P (exactly one, 0 to 1)"
              + (from == Setting.STEPS ? ": " + name + " says none" : ""));
    }
    used = true;
    double value = settings.parsed(given.get(), StageReader::probability).orElseThrow();
    parameters.put(given.get() == Setting.P ? meaning("--p", name) : given.get().key(), value);
  }

  private String meaning(String what, String name) {
    if (preset == null) {
      throw JobException.usage(
          "Invalid "
              + what
              + ": a bare probability (--preset says what it means, or use drop or"
              + " keep)");
    }
    return preset.parameter(name);
  }

  /** Regions and counts take a scale that was asked for, and none from a preset. */
  private void values(String name, Map<String, Object> parameters) {
    String scale = settings.required(Setting.SCALE);
    if (scale.equals("auto") && preset != null && Steps.hasProbability(name)) {
      boolean independent = !name.equals("drop_block") && !parameters.containsKey("at_least");
      scale = independent ? preset.scale(name) : "auto";
    }
    if (!scale.equals("auto")) {
      parameters.putIfAbsent("scale", scale);
    }
    List<Double> fill =
        settings
            .parsed(
                Setting.FILL,
                text ->
                    Arrays.stream(text.split(",")).map(n -> Double.parseDouble(n.strip())).toList())
            .orElseThrow();
    parameters.putIfAbsent("fill", fill);
  }

  private static double number(
      Map<String, Object> parameters, String name, double standard, double most, Setting from) {
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
    throw JobException.usage(
        from.option() + ": Invalid " + name + ": " + value + " (0 to " + (int) most + ")");
  }
}
