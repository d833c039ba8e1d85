package org.dropshard.job.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Suggestions;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that cannot be understood, in one line that says what was meant. */
final class Mistake {
  /** A command that takes more is told of by its help. */
  private static final int FEW = 8;

  private static final Set<String> SPARKS =
      Set.of(
          "--master",
          "--deploy-mode",
          "--conf",
          "--driver-memory",
          "--driver-java-options",
          "--driver-class-path",
          "--driver-cores",
          "--executor-memory",
          "--executor-cores",
          "--num-executors",
          "--total-executor-cores",
          "--packages",
          "--repositories",
          "--exclude-packages",
          "--jars",
          "--files",
          "--archives",
          "--py-files",
          "--properties-file",
          "--name",
          "--class",
          "--queue",
          "--principal",
          "--keytab",
          "--proxy-user",
          "--supervise",
          "--remote");

  /** What elsewhere says how many work at once; here Spark does. */
  private static final Set<String> CORES =
      Set.of("--workers", "--num-workers", "--threads", "--jobs", "--cores", "--n-jobs", "-j");

  private Mistake() {}

  static String line(CommandLine.ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
        ? unmatched(unmatched.getUnmatched(), e.getCommandLine().getCommandSpec())
        : e.getMessage();
  }

  private static String unmatched(List<String> unmatched, CommandSpec command) {
    String first = unmatched.get(0);
    if (!first.startsWith("-")) {
      return argument(first, command);
    }
    int equals = first.indexOf('=');
    String option = equals < 0 ? first : first.substring(0, equals);
    String value =
        equals >= 0 ? first.substring(equals + 1) : unmatched.size() > 1 ? unmatched.get(1) : "";
    return "Unknown option: " + first + " (" + hint(option, value, command) + ")";
  }

  private static String hint(String option, String value, CommandSpec command) {
    if (SPARKS.contains(option)) {
      return "Spark's options go before --: dropshard " + option + " … -- COMMAND …";
    }
    if (CORES.contains(option)) {
      return "Spark says how many work at once: dropshard --master 'local[N]' -- COMMAND …";
    }
    if (command.parent() == null) {
      return "the command goes first: " + String.join(", ", commands(command));
    }
    List<String> taken =
        command.options().stream()
            .map(OptionSpec::longestName)
            .map(name -> name.substring(2))
            .toList();
    String name = option.replaceFirst("^-+", "");
    boolean elsewhere = Setting.ofKey(name).isPresent();
    if (command.name().equals(Commands.SHOW) && name.equals(Setting.INPUT_TABLE.key())) {
      return "show reads files of pictures; of tables the report of augment --limit 4 shows samples";
    }
    Optional<String> meant = elsewhere ? Optional.empty() : Suggestions.of(name, value, taken);
    return meant
        .map(text -> "did you mean --" + text.replace('=', ' ') + "?")
        .orElseGet(() -> takes(command));
  }

  private static String takes(CommandSpec command) {
    List<String> own =
        command.options().stream()
            .map(OptionSpec::longestName)
            .filter(name -> !Options.isGeneral(name))
            .toList();
    return own.size() > FEW
        ? "dropshard " + command.name() + " --help lists its options"
        : command.name() + " takes " + (own.isEmpty() ? "no option" : String.join(", ", own));
  }

  private static String argument(String argument, CommandSpec command) {
    if (command.parent() == null) {
      return "Unknown command: "
          + argument
          + Suggestions.nearest(argument, commands(command))
              .map(name -> " (did you mean " + name + "?)")
              .orElse(" (" + String.join(", ", commands(command)) + ")");
    }
    String hint =
        command.findOption(Setting.INPUT.option()) != null
                && command.positionalParameters().isEmpty()
            ? "a path of the input goes after --input"
            : "dropshard " + command.name() + " --help shows examples";
    return "Unknown argument: " + argument + " (" + hint + ")";
  }

  private static List<String> commands(CommandSpec root) {
    return root.subcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(entry -> entry.getKey())
        .toList();
  }
}
