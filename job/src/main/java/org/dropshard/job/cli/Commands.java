package org.dropshard.job.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dropshard.job.config.Setting;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands, and the options of each, for picocli. */
final class Commands {
  static final String JSON = "--json";
  static final String TO = "--to";
  static final String COMPLETION = "completion";
  static final String REFERENCE = "reference";
  static final String SHOW = "show";

  /** Where {@code report} compares two outputs if nothing else is said. */
  static final String COMPARISON = "dropshard-comparison.html";

  private static final Set<Setting> READING =
      EnumSet.of(
          Setting.INPUT,
          Setting.INPUT_TABLE,
          Setting.TABLE_VERSION,
          Setting.TIMESTAMP,
          Setting.INPUT_FORMAT,
          Setting.COLUMN,
          Setting.KEY,
          Setting.LAYOUT,
          Setting.CHANNELS,
          Setting.NODATA,
          Setting.BATCH_AXIS,
          Setting.CELL_DTYPE,
          Setting.CELL_SHAPE,
          Setting.MAX_PIXELS,
          Setting.WHERE,
          Setting.LIMIT,
          Setting.SAMPLE,
          Setting.SELECT_SEED,
          Setting.STATS_BY,
          Setting.ON_ERROR,
          Setting.MAX_BAD,
          Setting.EXPECT,
          Setting.BASELINE,
          Setting.MAX_DRIFT,
          Setting.LABEL_COLUMN,
          Setting.ON_MISS,
          Setting.PROGRESS);

  /** What no other command than {@code backward} takes. */
  static final List<Setting> BACK_ALONE = List.of(Setting.RUN, Setting.FORWARD, Setting.PARAMETERS);

  private static final Set<Setting> AUGMENT = augment();

  /** What the way back does not take from the run that it follows. */
  private static final Set<Setting> BACK =
      EnumSet.of(
          Setting.INPUT,
          Setting.INPUT_TABLE,
          Setting.TABLE_VERSION,
          Setting.TIMESTAMP,
          Setting.RUN,
          Setting.FORWARD,
          Setting.INPUT_FORMAT,
          Setting.COLUMN,
          Setting.KEY,
          Setting.BATCH_AXIS,
          Setting.CELL_DTYPE,
          Setting.CELL_SHAPE,
          Setting.DTYPE,
          Setting.OUTPUT,
          Setting.OUTPUT_TABLE,
          Setting.BRANCH,
          Setting.ACCOUNT,
          Setting.OUTPUT_FORMAT,
          Setting.ENCODING,
          Setting.SIGN,
          Setting.INPUT_HASHES,
          Setting.PARTITION_BY,
          Setting.IF_EXISTS,
          Setting.RUN_ID,
          Setting.SHARD_BYTES,
          Setting.SHARD_ROWS,
          Setting.PARAMETERS,
          Setting.ON_ERROR,
          Setting.MAX_BAD,
          Setting.PROGRESS);

  private Commands() {}

  private static Set<Setting> augment() {
    Set<Setting> settings = EnumSet.complementOf(EnumSet.copyOf(BACK_ALONE));
    settings.remove(Setting.PUBLIC_KEY);
    return settings;
  }

  static CommandLine commandLine() {
    CommandSpec root = CommandSpec.create().name("dropshard");
    root.usageMessage()
        .header("Seeded dropout for image-tensor datasets on Spark: same seed, same bytes.")
        .customSynopsis("dropshard COMMAND [options]")
        .footer("", "dropshard COMMAND --help tells of a command's options.");
    root.mixinStandardHelpOptions(true).version("dropshard " + version());
    add(
        root,
        "augment",
        "Apply dropout to a dataset and write shards with their statistics.",
        AUGMENT,
        List.of(),
        "dropshard augment --input photos --kind spatial --drop 0.3 --seed 42 --output out",
        "dropshard augment --input t.parquet --layout CHW --kind element --drop 0.1 --seed 7 --output out");
    add(
        root,
        "plan",
        "Check everything that augment checks, say what it would do, touch nothing.",
        AUGMENT,
        List.of(JSON),
        "dropshard plan --input photos --kind spatial --drop 0.3 --seed 42 --output out",
        "dropshard plan --config job.conf --json");
    add(
        root,
        "stats",
        "Print the per-channel statistics of a dataset.",
        READING,
        List.of(JSON),
        "dropshard stats --input photos",
        "dropshard stats --input features.parquet --layout CHW --json");
    add(
        root,
        "backward",
        "Take upstream gradients back through the very masks of a finished run.",
        BACK,
        List.of(),
        "dropshard backward --run out --input gradients.parquet --output dx",
        "dropshard backward --run out --input gradients.parquet --forward features --output dx");
    add(
        root,
        SHOW,
        "Draw pictures before and after several kinds of dropout, on one page.",
        ShowCommand.SETTINGS,
        List.of(),
        "dropshard show photo.jpg",
        "dropshard show photos --kind pixel --kind 'cutout {size = 40}' --drop 0.2 --output page.html");
    add(
        root,
        "demo",
        "Draw a small picture dataset and run augment on it.",
        EnumSet.of(Setting.OUTPUT, Setting.PROGRESS),
        List.of(),
        "dropshard demo",
        "dropshard demo --output my-demo");
    add(
        root,
        "verify",
        "Make every mask of an output again, and check counts, digests and statistics.",
        EnumSet.of(
            Setting.OUTPUT,
            Setting.OUTPUT_TABLE,
            Setting.BRANCH,
            Setting.ACCOUNT,
            Setting.INPUT,
            Setting.INPUT_TABLE,
            Setting.TABLE_VERSION,
            Setting.TIMESTAMP,
            Setting.PUBLIC_KEY,
            Setting.PROGRESS),
        List.of(),
        "dropshard verify out",
        "dropshard verify --output out --input photos");
    add(
        root,
        "report",
        "Draw the HTML report of an output again, or two outputs side by side.",
        EnumSet.of(Setting.OUTPUT, Setting.OUTPUT_TABLE, Setting.BRANCH, Setting.ACCOUNT),
        List.of(TO),
        "dropshard report out",
        "dropshard report out-element out-spatial --to comparison.html");
    add(
        root,
        COMPLETION,
        "Print the completion of commands and options for bash and zsh.",
        EnumSet.noneOf(Setting.class),
        List.of(),
        "source <(job/bin/dropshard completion)",
        "job/bin/dropshard completion > ~/.local/share/bash-completion/completions/dropshard");
    add(
        root,
        REFERENCE,
        "Print the reference page.",
        EnumSet.noneOf(Setting.class),
        List.of(),
        "job/bin/dropshard reference",
        "job/bin/dropshard reference > job/REFERENCE.md");
    root.subcommands().get(REFERENCE).getCommandSpec().usageMessage().hidden(true);
    return new CommandLine(root).setUsageHelpWidth(100);
  }

  private static void add(
      CommandSpec root,
      String name,
      String header,
      Set<Setting> settings,
      List<String> extras,
      String... examples) {
    CommandSpec command = CommandSpec.create().name(name);
    command.mixinStandardHelpOptions(true).version("dropshard " + version());
    command
        .usageMessage()
        .header(header)
        .customSynopsis("dropshard " + name + " [options]")
        .sortOptions(false)
        .footer("", "Examples:", "  " + examples[0], "  " + examples[1]);
    for (Setting.Group group : Setting.Group.values()) {
      List<OptionSpec> options =
          settings.stream()
              .filter(setting -> setting.group() == group)
              .map(setting -> name.equals(SHOW) ? ShowCommand.option(setting) : Options.of(setting))
              .toList();
      if (!options.isEmpty()) {
        ArgGroupSpec.Builder section =
            ArgGroupSpec.builder()
                .heading(
                    group.heading()
                        + (options.stream().anyMatch(OptionSpec::hidden)
                            ? " (those of single formats: job/REFERENCE.md):%n"
                            : ":%n"))
                .validate(false)
                .exclusive(false);
        options.forEach(section::addArg);
        command.addArgGroup(section.build());
      }
    }
    Options.addGeneral(command);
    if (extras.contains(JSON)) {
      command.addOption(
          OptionSpec.builder(JSON).type(boolean.class).description("print JSON").build());
    }
    if (extras.contains(TO)) {
      command.addOption(
          OptionSpec.builder(TO)
              .type(String.class)
              .paramLabel("FILE")
              .description("where two outputs are compared [" + COMPARISON + "]")
              .build());
    }
    switch (name) {
      case "verify" -> positional(command, "0..1", "OUTPUT", Setting.OUTPUT);
      case "report" -> positional(command, "0..2", "OUTPUT", Setting.OUTPUT);
      case SHOW -> positional(command, "0..*", "PICTURE|FOLDER", Setting.INPUT);
      default -> {
        // every path goes by its name
      }
    }
    root.addSubcommand(name, command);
  }

  private static void positional(CommandSpec command, String arity, String label, Setting setting) {
    command.addPositional(
        CommandLine.Model.PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity(arity)
            .paramLabel(label)
            .description("same as " + setting.option())
            .build());
  }

  static String version() {
    String version = Commands.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
