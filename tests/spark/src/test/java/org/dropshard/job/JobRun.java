package org.dropshard.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.dropshard.TestSession;
import org.dropshard.job.cli.Application;
import org.dropshard.job.error.ExitCode;

/**
 * A command that was run in this JVM, on the tests' session.
 *
 * @param code how it ended
 * @param out what it printed
 * @param err what it complained of
 */
public record JobRun(ExitCode code, String out, String err) {
  /** Pictures by real encoders: {@code thumbnails}, {@code photographs} and {@code odd} ones. */
  public static final Path PICTURES = Path.of("src/test/resources/pictures").toAbsolutePath();

  /** The session of all tests: two cores, Kryo without exceptions for unknown classes. */
  public static SparkSession spark() {
    return TestSession.orOwn(
        Map.of(
            "spark.kryo.registrator",
            JobKryoRegistrator.class.getName(),
            "spark.sql.shuffle.partitions",
            "2"));
  }

  public static JobRun of(String... arguments) {
    spark();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Application.run(
            arguments,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new JobRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The same with more arguments behind. */
  public static JobRun of(List<String> arguments, String... more) {
    return of(Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
  }

  /** Runs a command from an input to an output: three channels in ten are dropped, of CHW. */
  public static JobRun spatial(String command, Object input, Object output, String... more) {
    List<String> own = new ArrayList<>(List.of(command, "--input", input.toString()));
    own.addAll(List.of("--output", output.toString(), "--progress", "none", "--layout", "CHW"));
    own.addAll(List.of("--kind", "spatial", "--drop", "0.3", "--seed", "5"));
    return of(own, more);
  }

  /** Runs {@code backward} for a run from gradients to an output. */
  public static JobRun backward(Path run, Path gradients, Path dx, List<String> options) {
    List<String> own = new ArrayList<>(List.of("backward", "--run", run.toString(), "--input"));
    own.addAll(List.of(gradients.toString(), "--output", dx.toString(), "--progress", "none"));
    return of(own, options.toArray(String[]::new));
  }

  /** Runs {@code plan} for a table with a key, which has to be refused for how it is used. */
  public static void refusesPlan(Path table, String message, String... options) {
    List<String> own = new ArrayList<>(List.of("plan", "--input", table.toString(), "--output"));
    own.addAll(List.of(table + "-none", "--key", "id", "--layout", "CHW", "--seed", "9"));
    JobRun run = of(own, options);
    boolean told = run.err().contains(message) && run.err().lines().count() == 1;
    if (run.code() != ExitCode.USAGE || !told) {
      throw new AssertionError(run.code() + ": " + run.err());
    }
  }

  /** The same, which has to have ended well. */
  public JobRun done() {
    if (code != ExitCode.DONE) {
      throw new AssertionError(code + ": " + err);
    }
    return this;
  }

  /** Runs {@code verify}, which has to find something. */
  public static void refusesOutput(Path output, String message) {
    JobRun run = of("verify", output.toString());
    if (run.code() != ExitCode.VERIFICATION || !run.err().contains(message)) {
      throw new AssertionError(run.code() + ": " + run.err());
    }
  }

  /** Runs {@code augment} from {@code input} to {@code output}; it has to end well. */
  public static void augment(Path input, Path output, String... options) {
    List<String> own = List.of("augment", "--input", input.toString(), "--output");
    List<String> all = new ArrayList<>(own);
    all.addAll(List.of(output.toString(), "--progress", "none"));
    of(all, options).done();
  }

  /** The same with a kind, a probability and a seed. */
  public static void augment(
      Path input, Path output, String kind, double drop, long seed, String... more) {
    List<String> own = List.of("--kind", kind, "--drop", drop + "", "--seed", seed + "");
    augment(input, output, Stream.concat(own.stream(), Stream.of(more)).toArray(String[]::new));
  }

  public static JsonNode json(Path output, String file) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(output.resolve("_dropshard").resolve(file)));
  }
}
