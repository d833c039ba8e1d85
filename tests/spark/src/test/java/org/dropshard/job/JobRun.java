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

  /** Runs {@code augment} from {@code input} to {@code output}; it has to end well. */
  public static void augment(Path input, Path output, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "augment",
                "--input",
                input.toString(),
                "--output",
                output.toString(),
                "--progress",
                "none"));
    arguments.addAll(List.of(options));
    JobRun run = of(arguments.toArray(new String[0]));
    if (run.code() != ExitCode.DONE) {
      throw new AssertionError(run.code() + ": " + run.err());
    }
  }

  public static JsonNode json(Path output, String file) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(output.resolve("_dropshard").resolve(file)));
  }
}
