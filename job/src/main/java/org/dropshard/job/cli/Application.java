package org.dropshard.job.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.Interruption;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.sample.Failures;
import org.dropshard.job.store.Scratch;
import org.dropshard.job.store.StoreDefaults;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import scala.Option;
import scala.Tuple2;

/** Runs a command line, and turns whatever happens into one line and an exit code. */
public final class Application {
  private static final String REGISTRATOR = "spark.kryo.registrator";
  private static final String SQL = "spark.sql.";

  private Application() {}

  /** Runs a command line as all that this process does. */
  public static ExitCode process(String[] arguments) {
    boolean logs = "cluster".equals(System.getProperty("spark.submit.deployMode"));
    if (!logs && !isDebug(arguments)) {
      ConsoleLog.quiet();
    }
    CountDownLatch ended = Signals.watch();
    try {
      return run(arguments, System.out, System.err);
    } finally {
      ended.countDown();
    }
  }

  private static boolean isDebug(String[] arguments) {
    return Arrays.asList(arguments).contains(Options.DEBUG);
  }

  /**
   * Runs the command that {@code arguments} name.
   *
   * @param out takes results
   * @param err takes the line that says what went wrong
   */
  public static ExitCode run(String[] arguments, PrintStream out, PrintStream err) {
    ExitCode code;
    List<String> lines;
    Throwable cause;
    try {
      run(Commands.commandLine(), arguments, out);
      if (Interruption.begun()) {
        err.println("dropshard: Interrupted: too late, all is written");
      }
      return ExitCode.DONE;
    } catch (JobException e) {
      code = e.code();
      lines = e.lines();
      cause = e;
    } catch (CommandLine.ParameterException e) {
      code = ExitCode.USAGE;
      lines = List.of(firstLine(Mistake.line(e)));
      cause = e;
    } catch (Exception | Error e) { // Scala throws checked ones unannounced
      Optional<JobException> known = Failures.known(e);
      code = known.map(JobException::code).orElse(ExitCode.INTERNAL);
      lines =
          known
              .map(JobException::lines)
              .orElseGet(
                  () ->
                      List.of(
                          "Internal error: "
                              + firstLine(e.toString())
                              + " (--debug shows the trace)"));
      cause = e;
    }
    if (Interruption.begun()) { // what came of it is no news
      code = ExitCode.INTERRUPTED;
      lines = List.of(Interruption.message());
    }
    for (String line : lines) { // a file's name may hold line ends
      err.println("dropshard: " + Resolved.shown(line));
    }
    if (isDebug(arguments)) {
      StringWriter trace = new StringWriter();
      cause.printStackTrace(new PrintWriter(trace));
      trace
          .toString()
          .lines()
          .map(line -> line.replace('\t', ' '))
          .map(Resolved::shown)
          .forEach(err::println);
    }
    return code;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static void run(CommandLine commandLine, String[] arguments, PrintStream out) {
    commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    ParseResult parsed = commandLine.parseArgs(arguments);
    if (CommandLine.printHelpIfRequested(parsed)) {
      return;
    }
    if (!parsed.hasSubcommand()) {
      commandLine.usage(out);
      throw JobException.usage("Missing command");
    }
    switch (parsed.subcommand().commandSpec().name()) {
      case Commands.COMPLETION -> {
        out.print(AutoComplete.bash("dropshard", Commands.commandLine()));
        return;
      }
      case Commands.REFERENCE -> {
        out.print(Reference.markdown());
        return;
      }
      default -> {
        // runs with settings
      }
    }
    Invocation invocation = Invocation.of(parsed.subcommand());
    switch (invocation.command()) {
      case "augment" -> AugmentCommand.augment(invocation, out);
      case "plan" -> AugmentCommand.plan(invocation, out);
      case "backward" -> AugmentCommand.backward(invocation, out);
      case "stats" -> StatsCommand.run(invocation, out);
      case "demo" -> DemoCommand.run(invocation, out);
      case "verify" -> VerifyCommand.run(invocation, out);
      case Commands.SHOW -> ShowCommand.run(invocation, out);
      case "report" -> ReportCommand.run(invocation, out);
      default -> throw new IllegalStateException("No such command: " + invocation.command());
    }
  }

  /** Gives {@code work} the session that there is, or one of its own that it stops afterwards. */
  static void withSession(String command, Consumer<SparkSession> work) {
    Option<SparkSession> there = defaultSession();
    boolean own = there.isEmpty();
    SparkSession spark = own ? session(command) : there.get();
    try {
      work.accept(spark);
    } finally {
      if (own) {
        spark.stop();
      }
    }
  }

  /** How files are reached, by the session that there is or before there is one. */
  static Configuration hadoop() {
    Option<SparkSession> there = defaultSession();
    if (there.isDefined()) {
      return there.get().sessionState().newHadoopConf();
    }
    SparkConf conf = StoreDefaults.sparkConf();
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    for (Tuple2<String, String> setting : conf.getAllWithPrefix(SQL)) { // as a session does
      hadoop.set(SQL + setting._1(), setting._2());
    }
    return hadoop;
  }

  private static boolean hasOthersCatalog(SparkConf conf) {
    return Stream.of(conf.getAllWithPrefix("spark.sql.catalog."))
        .anyMatch(named -> !named._2().startsWith("org.dropshard."));
  }

  /**
   * The session that there is, asked of Spark's own: what Connect shares finds it by reflection.
   */
  static Option<SparkSession> defaultSession() {
    return org.apache.spark.sql.classic.SparkSession.getDefaultSession().map(session -> session);
  }

  private static SparkSession session(String command) {
    SparkConf conf = StoreDefaults.sparkConf();
    // What tasks say is merged as it comes; with thousands of channels it sums up to gigabytes.
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    if (!conf.contains(REGISTRATOR)) {
      conf.set(REGISTRATOR, "org.dropshard.job.JobKryoRegistrator");
      // A class left out is seen at once; those of another's catalog nobody can name.
      if (conf.get("spark.master", "").startsWith("local") && !hasOthersCatalog(conf)) {
        conf.setIfMissing("spark.kryo.registrationRequired", "true");
      }
    }
    if (conf.get("spark.master", "")
        .startsWith("local")) { // a full heap is a failed task, and told
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
    }
    Scratch.check(conf);
    org.apache.spark.sql.classic.SparkSession.Builder builder =
        org.apache.spark.sql.classic.SparkSession.builder().config(conf);
    try {
      return builder.appName("dropshard " + command).getOrCreate();
    } catch (Exception e) { // memory, a master's address, a port: what was asked of Spark
      Optional<JobException> known = Failures.known(e);
      if (known.isPresent()) {
        throw known.get();
      }
      throw new JobException(
          ExitCode.USAGE, "Cannot start Spark: " + firstLine(String.valueOf(e.getMessage())), e);
    }
  }
}
