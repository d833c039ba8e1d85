package org.dropshard.job.cli;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.show.Show;
import picocli.CommandLine.Model.OptionSpec;

/** {@code show}. A few pictures need no session. */
final class ShowCommand {
  /** What is taken where nothing is said. */
  static final Map<Setting, String> DEFAULTS =
      Map.of(
          Setting.DROP, "0.3",
          Setting.SEED, "42",
          Setting.OUTPUT, "dropshard-show.html");

  private static final List<String> KINDS = List.of("element", "spatial");
  private static final List<Setting> PROBABILITIES = List.of(Setting.DROP, Setting.KEEP, Setting.P);

  static final Set<Setting> SETTINGS =
      EnumSet.of(
          Setting.INPUT,
          Setting.LAYOUT,
          Setting.CHANNELS,
          Setting.MAX_PIXELS,
          Setting.KIND,
          Setting.DROP,
          Setting.KEEP,
          Setting.P,
          Setting.PRESET,
          Setting.SEED,
          Setting.SCALE,
          Setting.FILL,
          Setting.DTYPE,
          Setting.OUTPUT);

  private ShowCommand() {}

  /** Kinds beside each other; a probability, a seed and a page where none is given. */
  static OptionSpec option(Setting setting) {
    return switch (setting) {
      case KIND ->
          OptionSpec.builder(setting.option())
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .paramLabel(setting.parameter())
              .description(
                  "what is dropped as one; for another beside it, again [element, spatial]")
              .build();
      case DROP, SEED -> described(setting, setting.help() + " [" + DEFAULTS.get(setting) + "]");
      case OUTPUT -> described(setting, "the page [" + DEFAULTS.get(setting) + "]");
      default -> Options.of(setting);
    };
  }

  private static OptionSpec described(Setting setting, String description) {
    return OptionSpec.builder(setting.option())
        .type(String.class)
        .paramLabel(setting.parameter())
        .description(Options.literally(description))
        .build();
  }

  static void run(Invocation invocation, PrintStream out) {
    Show.Shown shown = Show.draw(kinds(invocation.settings()), Application.hadoop());
    for (BadRecord record : shown.bad()) {
      out.println("bad        " + Resolved.shown(record.line()));
    }
    out.printf(
        "pictures   %d%s%n",
        shown.pictures(),
        shown.of() > shown.pictures() ? " of " + shown.of() + ", chosen by the seed" : "");
    out.println("page       " + Resolved.shown(shown.page().toString()));
  }

  /** A run for each kind; steps, which a file may have, are one. */
  private static List<AugmentConfig> kinds(Settings given) {
    Map<Setting, List<String>> missing = new EnumMap<>(Setting.class);
    for (Setting setting : List.of(Setting.SEED, Setting.OUTPUT)) {
      if (given.text(setting).isEmpty()) {
        missing.put(setting, List.of(DEFAULTS.get(setting)));
      }
    }
    Settings settings = given.with(missing.keySet(), missing);
    List<String> kinds = settings.list(Setting.KIND);
    if (kinds.isEmpty() && !settings.list(Setting.STEPS).isEmpty()) {
      return List.of(AugmentConfig.of(settings));
    }
    List<String> shown = kinds.isEmpty() ? KINDS : kinds;
    return shown.stream().map(kind -> AugmentConfig.of(of(kind, shown, settings))).toList();
  }

  /** A probability that was asked for is for those kinds that take one. */
  private static Settings of(String kind, List<String> shown, Settings settings) {
    Map<Setting, List<String>> own = new EnumMap<>(Map.of(Setting.KIND, List.of(kind)));
    Set<Setting> replaced = EnumSet.of(Setting.KIND);
    boolean asked = PROBABILITIES.stream().anyMatch(p -> settings.text(p).isPresent());
    if (!asked && Settings.takesProbability(kind)) {
      replaced.add(Setting.DROP);
      own.put(Setting.DROP, List.of(DEFAULTS.get(Setting.DROP)));
    } else if (asked
        && !Settings.takesProbability(kind)
        && shown.stream().anyMatch(Settings::takesProbability)) {
      replaced.addAll(PROBABILITIES);
    }
    return settings.with(replaced, own);
  }
}
