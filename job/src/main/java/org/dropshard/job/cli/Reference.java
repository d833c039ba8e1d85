package org.dropshard.job.cli;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.dropshard.job.config.Setting;
import org.dropshard.spark.functions.SqlFunctions;
import picocli.CommandLine;

/** The reference page, made from the commands, the settings and the functions themselves. */
final class Reference {
  private Reference() {}

  /** The page in Markdown. */
  static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Reference

        Made by `job/bin/dropshard reference > job/REFERENCE.md` from the definitions themselves; a test fails when
        this page and they differ.

        ## Commands

        | command | does | takes |
        |---|---|---|
        """);
    for (Map.Entry<String, CommandLine> entry :
        Commands.commandLine().getSubcommands().entrySet()) {
      if (!entry.getValue().getCommandSpec().usageMessage().hidden()) {
        command(page, entry.getKey(), entry.getValue().getCommandSpec());
      }
    }
    page.append(
        """

        ## Settings

        Each is an option of `augment`, and a key of a configuration file without its dashes. An option wins over
        `--set key=value`, that over `--config FILE`, that over the default.
        """);
    for (Setting.Group group : Setting.Group.values()) {
      page.append("\n### ").append(group.heading()).append("\n\n");
      page.append("| option | meaning | default |\n|---|---|---|\n");
      Arrays.stream(Setting.values())
          .filter(setting -> setting.group() == group)
          .forEach(setting -> page.append(row(setting)));
    }
    page.append(
        """

        ## SQL functions

        As `dropshard.NAME` with the catalog of `conf/spark-defaults.conf`, and as `NAME` with its extensions.
        """);
    for (UnboundFunction function : SqlFunctions.all().values()) {
      page.append("\n### ").append(function.name()).append("\n\n");
      page.append(function(function.description()));
    }
    return page.toString();
  }

  private static void command(
      StringBuilder page, String name, CommandLine.Model.CommandSpec command) {
    page.append("| `").append(name).append("` | ").append(command.usageMessage().header()[0]);
    page.append(" | ").append(takes(command)).append(" |\n");
  }

  /** The settings of a command, in the shorter way to say it. */
  private static String takes(CommandLine.Model.CommandSpec command) {
    Set<String> options = new LinkedHashSet<>();
    command.options().stream()
        .map(option -> option.longestName())
        .filter(option -> !Options.isGeneral(option))
        .forEach(options::add);
    Set<String> others = new LinkedHashSet<>();
    for (Setting setting : Setting.values()) {
      if (!options.contains(setting.option())) {
        others.add(setting.option());
      }
    }
    if (others.size() >= options.size()) {
      return names(options);
    }
    return "all settings" + (others.isEmpty() ? "" : " but " + names(others));
  }

  private static String names(Set<String> options) {
    return options.stream().map(option -> "`" + option + "`").collect(Collectors.joining(" "));
  }

  /** A row of the table of settings. */
  static String row(Setting setting) {
    String row =
        String.format(
            Locale.ROOT,
            "| `%s`%s | %s | %s |",
            (setting.option() + " " + setting.parameter()).strip().replace("|", "\\|"),
            setting.isList() ? " …" : "",
            setting.help().replace("|", "\\|"),
            setting.defaultValue().map(value -> "`" + value + "`").orElse(""));
    return row.replaceAll(" +", " ") + "\n";
  }

  /** A description: its calls as code, the rest as text. */
  private static String function(String description) {
    int dash = description.indexOf(" - ");
    return "`" + description.substring(0, dash) + "`: " + description.substring(dash + 3) + "\n";
  }
}
