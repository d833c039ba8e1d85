package org.dropshard.job.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.error.JobException;
import org.dropshard.job.store.StoreDefaults;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command as it was called.
 *
 * @param command its name
 * @param settings all settings, resolved
 * @param json whether it prints JSON
 * @param outputs the outputs it was given without an option's name
 * @param to the file it was told to write
 */
record Invocation(
    String command, Settings settings, boolean json, List<String> outputs, Optional<String> to) {

  static Invocation of(ParseResult parsed) {
    Map<Setting, List<String>> options = new EnumMap<>(Setting.class);
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      Setting setting = Commands.setting(option);
      if (setting != null) {
        options.put(
            setting,
            setting.isList()
                ? option.<List<String>>getValue()
                : List.of(option.getValue().toString()));
      }
    }
    List<String> outputs = parsed.matchedPositionalValue(0, List.of());
    if (!outputs.isEmpty()) {
      options.putIfAbsent(Setting.OUTPUT, List.of(outputs.get(0)));
    }
    Optional<String> file =
        Optional.ofNullable(parsed.matchedOptionValue(Commands.CONFIG, (String) null))
            .map(Invocation::read);
    Settings settings =
        Settings.resolve(file, parsed.matchedOptionValue(Commands.SET, List.of()), options);
    for (Setting place : List.of(Setting.INPUT, Setting.OUTPUT)) {
      settings.list(place).forEach(Resolved::refuseCredentials);
    }
    return new Invocation(
        parsed.commandSpec().name(),
        settings,
        parsed.matchedOptionValue(Commands.JSON, false),
        outputs,
        Optional.ofNullable(parsed.matchedOptionValue(Commands.TO, (String) null)));
  }

  private static String read(String name) {
    Resolved.refuseCredentials(name);
    Path path = new Path(name);
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(StoreDefaults.sparkConf());
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException | IllegalArgumentException e) {
      throw JobException.usage("Cannot read --config: " + name + " (" + e.getMessage() + ")");
    }
  }
}
