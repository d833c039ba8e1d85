package org.dropshard.job.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
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
    long settings =
        command.options().stream().filter(option -> Commands.setting(option) != null).count();
    String takes =
        settings == Setting.values().length
            ? "all settings"
            : command.options().stream()
                .map(option -> option.longestName())
                .filter(option -> !Commands.isGeneral(option))
                .map(option -> "`" + option + "`")
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    page.append(" | ").append(takes).append(" |\n");
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
