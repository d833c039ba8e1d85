package org.dropshard.job.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.error.JobException;
import org.dropshard.job.store.FileSystems;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command as it was called.
 *
 * @param command its name
 * @param settings all settings, resolved
 * @param json whether it prints JSON
 * @param outputs the outputs it was given without an option's name; none of {@code show}
 * @param to the file it was told to write
 */
record Invocation(
    String command, Settings settings, boolean json, List<String> outputs, Optional<String> to) {

  static Invocation of(ParseResult parsed) {
    Map<Setting, List<String>> options = new EnumMap<>(Setting.class);
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      Setting setting = Options.setting(option);
      if (setting != null) {
        options.put(
            setting,
            option.isMultiValue()
                ? option.<List<String>>getValue()
                : List.of(option.getValue().toString()));
      }
    }
    boolean show = parsed.commandSpec().name().equals(Commands.SHOW);
    List<String> outputs = show ? List.of() : outputs(parsed);
    if (!outputs.isEmpty()) {
      options.put(Setting.OUTPUT, List.of(outputs.get(0)));
    }
    if (show && parsed.hasMatchedPositional(0)) {
      options
          .computeIfAbsent(Setting.INPUT, setting -> new ArrayList<>())
          .addAll(parsed.matchedPositionalValue(0, List.<String>of()));
    }
    Optional<Settings.File> file =
        Optional.ofNullable(parsed.matchedOptionValue(Options.CONFIG, (String) null))
            .map(Invocation::read);
    Settings settings =
        Settings.resolve(file, parsed.matchedOptionValue(Options.SET, List.of()), options);
    checkPlaces(settings);
    return new Invocation(
        parsed.commandSpec().name(),
        settings,
        parsed.matchedOptionValue(Commands.JSON, false),
        outputs,
        Optional.ofNullable(parsed.matchedOptionValue(Commands.TO, (String) null)));
  }

  /** The outputs that stand without an option's name. */
  private static List<String> outputs(ParseResult parsed) {
    List<String> outputs = parsed.matchedPositionalValue(0, List.of());
    String command = parsed.commandSpec().name();
    int most = command.equals("report") ? 2 : 1;
    if (outputs.size() > most) {
      throw JobException.invalid("outputs", String.join(", ", outputs), command + " takes " + most);
    }
    if (!outputs.isEmpty() && parsed.hasMatchedOption(Setting.OUTPUT.option())) {
      throw JobException.usage(
          "Both --output and " + outputs.get(0) + " (they are the same: say one)");
    }
    return outputs;
  }

  /** What of paths can be said without looking at them. */
  private static void checkPlaces(Settings settings) {
    Configuration hadoop = Application.hadoop();
    for (Setting place : List.of(Setting.INPUT, Setting.FORWARD, Setting.RUN, Setting.OUTPUT)) {
      for (String path : settings.list(place)) {
        Resolved.refuseCredentials(path);
        FileSystems.check(place.option(), path, hadoop);
      }
    }
    settings
        .text(Setting.OUTPUT)
        .ifPresent(path -> FileSystems.checkWritable(Setting.OUTPUT.option(), path));
  }

  private static Settings.File read(String name) {
    Resolved.refuseCredentials(name);
    Configuration hadoop = Application.hadoop();
    Path path;
    try {
      path = new Path(name);
    } catch (IllegalArgumentException e) {
      throw JobException.invalid("--config", name, "a path");
    }
    try {
      return new Settings.File(name, FileSystems.text(path.getFileSystem(hadoop), path));
    } catch (IOException | RuntimeException | LinkageError e) { // no class for the scheme
      throw JobException.usage("Cannot read --config: " + name + " (" + e.getMessage() + ")");
    }
  }
}
