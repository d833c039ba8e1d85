package org.dropshard.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.dropshard.job.error.JobException;
import org.dropshard.step.StepType;

/** The values of all settings, resolved, as text. */
public final class Settings {
  private static final List<List<Setting>> RIVALS =
      List.of(
          List.of(Setting.DROP, Setting.KEEP, Setting.P),
          List.of(Setting.KIND, Setting.STEPS),
          List.of(Setting.INPUT, Setting.INPUT_TABLE),
          List.of(Setting.OUTPUT, Setting.OUTPUT_TABLE));

  /**
   * A configuration file.
   *
   * @param name where it lies
   * @param text HOCON
   */
  public record File(String name, String text) {}

  private final Config given;
  private final Config config; // what was given, and what stands for the rest
  private final List<String> files;

  private Settings(Config given, Config config, List<String> files) {
    this.given = given;
    this.config = config;
    this.files = files;
  }

  /**
   * Resolves settings, later ones winning: defaults, {@code file}, {@code assignments}, {@code
   * options}.
   *
   * @param file a configuration file, or empty
   * @param assignments {@code key=value} each, the value in HOCON or plain text
   * @param options values by setting, as given on the command line
   * @throws JobException if a key is unknown or a text cannot be parsed
   */
  public static Settings resolve(
      Optional<File> file, List<String> assignments, Map<Setting, List<String>> options) {
    List<String> files = new ArrayList<>();
    file.map(File::name).ifPresent(files::add);
    Config config =
        file.map(from -> Hocon.parse(from.text(), "--config", files::add))
            .orElse(ConfigFactory.empty());
    for (String assignment : assignments) {
      config = assignment(assignment, files).withFallback(config);
    }
    checkKeys(config);
    Map<String, Object> given = new HashMap<>();
    options.forEach(
        (setting, values) ->
            given.put(
                setting.key(), setting.isList() || values.size() > 1 ? values : values.get(0)));
    config = ConfigFactory.parseMap(given, "options").withFallback(withoutRival(config, options));
    return ofGiven(config, files);
  }

  /** With what the presets and the table of settings say where nothing else does. */
  private static Settings ofGiven(Config all, List<String> files) {
    ConfigObject said = all.root();
    for (Map.Entry<String, ConfigValue> setting : all.root().entrySet()) {
      if (setting.getValue().valueType() == ConfigValueType.NULL) { // as if it were not given
        said = said.withoutKey(setting.getKey());
      }
    }
    Config given = said.toConfig();
    Config config = given;
    if (sharesMasks(new Settings(given, given, files))) {
      Map<String, Object> shared = Map.of(Setting.SHARE.key(), "dataset");
      config = config.withFallback(ConfigFactory.parseMap(shared, "preset"));
    }
    Map<String, Object> defaults = new HashMap<>();
    for (Setting setting : Setting.values()) {
      setting.defaultValue().ifPresent(value -> defaults.put(setting.key(), value));
    }
    return new Settings(
        given,
        config.withFallback(ConfigFactory.parseMap(defaults, "defaults")),
        List.copyOf(files));
  }

  private static boolean sharesMasks(Settings settings) {
    Optional<Preset> preset = settings.parsed(Setting.PRESET, Preset::ofLabel);
    List<String> steps = new ArrayList<>(settings.list(Setting.STEPS));
    settings.text(Setting.KIND).ifPresent(steps::add);
    return preset.isPresent()
        && steps.stream()
            .map(StepText::type)
            .flatMap(Optional::stream)
            .anyMatch(preset.get()::sharesMasks);
  }

  /**
   * These settings with some of another run in their place.
   *
   * @param settings which ones
   * @param values theirs; those without one have none
   */
  public Settings with(Set<Setting> settings, Map<Setting, List<String>> values) {
    Config merged = given;
    Map<String, Object> taken = new HashMap<>();
    for (Setting setting : settings) {
      merged = merged.withoutPath(setting.key());
      if (values.containsKey(setting)) {
        List<String> value = values.get(setting);
        taken.put(setting.key(), setting.isList() ? value : value.get(0));
      }
    }
    return ofGiven(ConfigFactory.parseMap(taken, "run").withFallback(merged), files);
  }

  /** Whether a step that is written so takes the probability of the run. */
  public static boolean takesProbability(String step) {
    return StepText.type(step).map(StepType::hasProbability).orElse(true);
  }

  /** An option takes the place of what a file says with another of its kind. */
  private static Config withoutRival(Config config, Map<Setting, List<String>> options) {
    Config without = config;
    for (List<Setting> rivals : RIVALS) {
      if (rivals.stream().anyMatch(options::containsKey)) {
        for (Setting rival : rivals) {
          without = without.withoutPath(rival.key());
        }
      }
    }
    return without;
  }

  private static Config assignment(String text, List<String> files) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw JobException.invalid("--set", text, "key=value");
    }
    String key = text.substring(0, equals).strip();
    String value = text.substring(equals + 1).strip();
    try {
      return Hocon.parse(ConfigUtil.joinPath(key) + "=" + value, "--set " + key, files::add);
    } catch (JobException e) { // a path or a glob, say: plain text
      return Hocon.parse(
          ConfigUtil.joinPath(key) + "=" + ConfigUtil.quoteString(value),
          "--set " + key,
          files::add);
    }
  }

  private static void checkKeys(Config config) {
    for (String key : config.root().keySet()) {
      if (Setting.ofKey(key).isEmpty()) {
        throw JobException.usage("Unknown key: " + key + suggestion(key, config));
      }
    }
  }

  private static String suggestion(String key, Config config) {
    ConfigValue value = config.root().get(key);
    List<String> keys = Arrays.stream(Setting.values()).map(Setting::key).toList();
    return Suggestions.of(key, String.valueOf(value.unwrapped()), keys)
        .map(meant -> " (did you mean " + meant + "?)")
        .orElse(" (job/REFERENCE.md lists the settings)");
  }

  /** A step as text: it may be written as text, or as an object of one key, its name. */
  private static String step(ConfigValue value) {
    if (value instanceof ConfigObject object && object.size() == 1) {
      Map.Entry<String, ConfigValue> only = object.entrySet().iterator().next();
      return only.getKey() + " " + only.getValue().render(ConfigRenderOptions.concise());
    }
    return String.valueOf(value.unwrapped());
  }

  /** The configuration files that were read: the one that was named, and what they include. */
  public List<String> files() {
    return files;
  }

  /** The value of a setting, if it has one. */
  public Optional<String> text(Setting setting) {
    if (!config.hasPath(setting.key())) {
      return Optional.empty();
    }
    List<String> values = list(setting);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(String.join(",", values));
  }

  /** The values of a setting; empty if it has none. A single value is a list of one. */
  public List<String> list(Setting setting) {
    if (!config.hasPath(setting.key())) {
      return List.of();
    }
    try {
      if (config.getValue(setting.key()).valueType() != ConfigValueType.LIST) {
        return List.of(config.getString(setting.key()));
      }
      return setting == Setting.STEPS
          ? config.getList(setting.key()).stream().map(Settings::step).toList()
          : config.getStringList(setting.key());
    } catch (ConfigException e) {
      throw JobException.invalid(setting.key(), config.getValue(setting.key()).render(), "text");
    }
  }

  /**
   * The value of a setting that must be there.
   *
   * @throws JobException if it is not
   */
  public String required(Setting setting) {
    return text(setting)
        .orElseThrow(
            () ->
                JobException.usage(
                    "Missing "
                        + setting.option()
                        + " "
                        + setting.parameter()
                        + " ("
                        + setting.help()
                        + ")"));
  }

  /** A setting's value as {@code parser} reads it; what the parser refuses is a usage error. */
  public <T> Optional<T> parsed(Setting setting, Function<String, T> parser) {
    return text(setting)
        .map(
            text -> {
              try {
                return parser.apply(text);
              } catch (NumberFormatException e) {
                throw JobException.invalid(setting.option(), text, setting.help());
              } catch (IllegalArgumentException e) {
                throw JobException.usage(setting.option() + ": " + e.getMessage());
              }
            });
  }
}
