package org.dropshard.job.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.ExitCode;
import org.dropshard.job.JobException;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.config.Settings;
import org.dropshard.job.config.Setting;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Runs a command line, and turns whatever happens into one line and an exit code. */
public final class Application {
  private Application() {}

  /** Runs the command that {@code arguments} name. */
  public static ExitCode run(String[] arguments) {
    boolean debug = Arrays.asList(arguments).contains(Commands.DEBUG);
    try {
      run(Commands.commandLine(), arguments);
      return ExitCode.DONE;
    } catch (JobException e) {
      return failed(e.code(), e.getMessage(), e, debug);
    } catch (CommandLine.ParameterException e) {
      return failed(ExitCode.USAGE, usage(e), e, debug);
    } catch (RuntimeException | Error e) {
      String message = "Internal error: " + e + " (--debug shows the trace)";
      return failed(ExitCode.INTERNAL, message, e, debug);
    }
  }

  private static ExitCode failed(ExitCode code, String message, Throwable cause, boolean debug) {
    String line = String.valueOf(message).lines().findFirst().orElse("");
    System.err.println("dropshard: " + Resolved.masked(line));
    if (debug) {
      cause.printStackTrace();
    }
    return code;
  }

  private static String usage(CommandLine.ParameterException e) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String argument = unmatched.getUnmatched().get(0);
      if (argument.startsWith("--")) {
        return "Unknown option: "
            + argument
            + Settings.nearest(argument.replaceFirst("=.*", ""), Setting::option);
      }
      return "Unknown argument: " + argument + " (dropshard --help lists the commands)";
    }
    return e.getMessage();
  }

  private static void run(CommandLine commandLine, String[] arguments) {
    ParseResult parsed = commandLine.parseArgs(arguments);
    PrintStream out = System.out;
    if (CommandLine.printHelpIfRequested(parsed)) {
      return;
    }
    if (!parsed.hasSubcommand()) {
      commandLine.usage(out);
      throw JobException.usage("Missing command (augment, plan, stats, demo, verify)");
    }
    Invocation invocation = Invocation.of(parsed.subcommand());
    switch (invocation.command()) {
      case "augment" -> AugmentCommand.augment(invocation, out);
      case "plan" -> AugmentCommand.plan(invocation, out);
      case "stats" -> StatsCommand.run(invocation, out);
      case "demo" -> DemoCommand.run(invocation, out);
      default -> throw new IllegalStateException("No such command: " + invocation.command());
    }
  }

  /** Gives {@code work} the session that there is, or one of its own that it stops afterwards. */
  static void withSession(String command, Consumer<SparkSession> work) {
    boolean own = SparkSession.getDefaultSession().isEmpty();
    SparkSession spark = SparkSession.builder().appName("dropshard " + command).getOrCreate();
    try {
      work.accept(spark);
    } finally {
      if (own) {
        spark.stop();
      }
    }
  }
}
