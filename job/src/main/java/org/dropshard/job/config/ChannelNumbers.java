package org.dropshard.job.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Json;
import org.dropshard.job.store.FileSystems;
import org.dropshard.tensor.Invalid;

/**
 * Numbers of each channel, by {@code --stats} or a step's {@code stats}: of a run, read once, and
 * from then on as they are written in its record.
 *
 * @param of {@code mean}, {@code std}, {@code min} and {@code max}, as far as they are there
 */
record ChannelNumbers(Map<String, Object> of) {
  private static final String STATS = "stats";
  private static final List<String> NAMES = List.of("mean", "std", "min", "max");

  /** The settings with numbers in place of the runs that have them. */
  static Settings inlined(Settings settings) {
    Map<Setting, List<String>> inlined = new LinkedHashMap<>();
    settings
        .text(Setting.STATS)
        .ifPresent(text -> inlined.put(Setting.STATS, List.of(inlined(text))));
    for (Setting setting : List.of(Setting.KIND, Setting.STEPS)) {
      List<String> texts = settings.list(setting);
      if (texts.stream().anyMatch(text -> text.contains(STATS))) {
        inlined.put(setting, texts.stream().map(ChannelNumbers::step).toList());
      }
    }
    return inlined.isEmpty() ? settings : settings.with(EnumSet.copyOf(inlined.keySet()), inlined);
  }

  private static String step(String text) {
    StepText step;
    try {
      step = StepText.parse(text);
    } catch (IllegalArgumentException e) {
      return text; // refused where steps are made
    }
    if (!(step.parameters().get(STATS) instanceof String place)) {
      return text;
    }
    step.parameters().put(STATS, of(place).of());
    return step.name() + " " + render(step.parameters());
  }

  private static String inlined(String text) {
    return text.strip().startsWith("{") ? text : render(of(text).of());
  }

  private static String render(Map<String, Object> values) {
    return ConfigValueFactory.fromMap(values).render(ConfigRenderOptions.concise());
  }

  /** Those of the run as a whole; none where nothing is said. */
  static ChannelNumbers of(Settings settings) {
    return settings
        .text(Setting.STATS)
        .map(ChannelNumbers::of)
        .orElse(new ChannelNumbers(Map.of()));
  }

  /** Those of a text: of numbers by name, or the place of a run or of its statistics. */
  static ChannelNumbers of(String text) {
    if (!text.strip().startsWith("{")) {
      return read(text);
    }
    try {
      return of(ConfigFactory.parseString(text).resolve().root().unwrapped());
    } catch (ConfigException e) {
      throw JobException.invalid("stats", text, e.getMessage());
    }
  }

  static ChannelNumbers of(Map<?, ?> given) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    given.forEach((name, value) -> numbers.put(String.valueOf(name), value));
    if (!NAMES.containsAll(numbers.keySet())) {
      throw JobException.invalid("stats", numbers.keySet(), String.join(", ", NAMES));
    }
    return new ChannelNumbers(numbers);
  }

  private static ChannelNumbers read(String place) {
    Resolved.refuseCredentials(place);
    try {
      Path path = new Path(place);
      FileSystem files = path.getFileSystem(new Configuration());
      Path file =
          files.getFileStatus(path).isDirectory() ? new Path(path, "_dropshard/stats.json") : path;
      JsonNode json = Json.parse(FileSystems.text(files, file));
      JsonNode channels = json.path("before").isMissingNode() ? json : json.path("before");
      return ofChannels(channels.path("channels"));
    } catch (IOException | IllegalArgumentException e) {
      throw JobException.usage("Cannot read stats: " + place + " (" + e.getMessage() + ")");
    }
  }

  private static ChannelNumbers ofChannels(JsonNode channels) {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("it has no statistics of channels");
    }
    Map<String, Object> numbers = new LinkedHashMap<>();
    for (String name : NAMES) {
      List<Double> values = new ArrayList<>();
      for (JsonNode channel : channels) {
        if (!channel.path(name).isNumber()) {
          throw new IllegalArgumentException("a channel has no " + name);
        }
        values.add(channel.path(name).asDouble());
      }
      numbers.put(name, values);
    }
    return new ChannelNumbers(numbers);
  }

  /** The numbers of a name, if there are any. */
  Optional<Object> named(String name) {
    return Optional.ofNullable(of.get(name));
  }

  /**
   * The same.
   *
   * @param use what they are for
   * @throws IllegalArgumentException if there are none
   */
  Object required(String name, String use) {
    return named(name)
        .orElseThrow(() -> Invalid.argument(use, "no " + name, "--stats RUN has it, or give it"));
  }
}
