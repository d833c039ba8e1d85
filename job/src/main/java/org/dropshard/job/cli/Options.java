package org.dropshard.job.cli;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dropshard.job.config.Setting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Settings as options of the command line, and the options that are no settings. */
final class Options {
  static final String CONFIG = "--config";
  static final String SET = "--set";
  static final String DEBUG = "--debug";

  /** Settings of few runs, which the reference has and the help, a screen long, has not. */
  private static final Set<Setting> REFERENCE_ONLY =
      EnumSet.of(
          Setting.CROISSANT,
          Setting.INPUT_HASHES,
          Setting.LABEL_COLUMN,
          Setting.INPUT_TABLE,
          Setting.TABLE_VERSION,
          Setting.TIMESTAMP,
          Setting.OUTPUT_TABLE,
          Setting.BRANCH,
          Setting.ACCOUNT,
          Setting.TENSOR_FEATURE,
          Setting.SHAPE_FEATURE,
          Setting.DTYPE_FEATURE,
          Setting.SHARD_PREFIX,
          Setting.ALSO,
          Setting.MASK_COLUMN,
          Setting.BOXES,
          Setting.BOX_FORMAT,
          Setting.CHANNEL_NAMES,
          Setting.NODATA,
          Setting.STATS,
          Setting.STATS_BY,
          Setting.PNG_LEVEL,
          Setting.QUALITY,
          Setting.PAGES,
          Setting.MAX_PIXELS,
          Setting.HASHES,
          Setting.SIGN,
          Setting.WHERE,
          Setting.LIMIT,
          Setting.SAMPLE,
          Setting.SPLIT,
          Setting.SPLIT_GROUP,
          Setting.SPLIT_FILES,
          Setting.SELECT_SEED);

  private Options() {}

  /** The option of a setting. */
  static OptionSpec of(Setting setting) {
    String given = setting.defaultValue().map(value -> " [" + value + "]").orElse("");
    if (setting.isFlag()) {
      return OptionSpec.builder(setting.option())
          .type(boolean.class)
          .description(literally(setting.help()))
          .hidden(REFERENCE_ONLY.contains(setting))
          .build();
    }
    OptionSpec.Builder option =
        OptionSpec.builder(setting.option())
            .paramLabel(setting.parameter())
            .description(literally(setting.help() + given))
            .hidden(REFERENCE_ONLY.contains(setting));
    return setting.isList()
        ? option.type(List.class).auxiliaryTypes(String.class).arity("1..*").build()
        : option.type(String.class).build();
  }

  /** Those that each command has. */
  static void addGeneral(CommandSpec command) {
    command.addOption(
        OptionSpec.builder(CONFIG)
            .type(String.class)
            .paramLabel("FILE")
            .description("settings from a HOCON file, on any Hadoop file system")
            .build());
    command.addOption(
        OptionSpec.builder(SET)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("KEY=VALUE")
            .description("a setting; wins over the file, loses to its option")
            .build());
    command.addOption(
        OptionSpec.builder(DEBUG).type(boolean.class).description("trace errors").build());
  }

  /** As picocli takes it, which formats what it is given. */
  static String literally(String text) {
    return text.replace("%", "%%");
  }

  /** Whether each command has an option. */
  static boolean isGeneral(String option) {
    return Set.of(CONFIG, SET, DEBUG, "--help", "--version").contains(option);
  }

  /** The setting of an option on the command line. */
  static Setting setting(OptionSpec option) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.option().equals(option.longestName()))
        .findFirst()
        .orElse(null);
  }
}
