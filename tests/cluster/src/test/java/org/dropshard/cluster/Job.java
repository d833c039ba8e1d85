package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.cli.Application;
import org.dropshard.job.error.ExitCode;

/**
 * A command that was run in this JVM, on the session that is there.
 *
 * @param code how it ended
 * @param out what it printed
 * @param err what it complained of
 */
record Job(ExitCode code, String out, String err) {

  static Job of(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Application.run(
            arguments,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Job(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The arguments of {@code augment}, whatever runs it. */
  static String[] augmentArguments(String input, String output, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("augment", "--input", input, "--output", output, "--progress", "none"));
    arguments.addAll(Arrays.asList(options));
    return arguments.toArray(new String[0]);
  }

  /** Runs {@code augment}, which has to end well, and tells what came out. */
  static Fingerprint augment(String input, String output, String... options) throws IOException {
    Job job = of(augmentArguments(input, output, options));
    assertEquals(ExitCode.DONE, job.code(), job.err());
    return Fingerprint.of(output);
  }

  /** An output that {@code verify} does not accept is an error. */
  static void verify(String output, String... inputs) {
    Job job =
        of(
            Stream.concat(
                    Stream.of("verify", "--output", output, "--progress", "none"),
                    Arrays.stream(inputs).flatMap(input -> Stream.of("--input", input)))
                .toArray(String[]::new));
    assertEquals(ExitCode.DONE, job.code(), job.err());
  }

  /** A file of {@code _dropshard/}, wherever the output lies. */
  static String file(String output, String name) throws IOException {
    Path path = new Path(output + "/_dropshard/" + name);
    FileSystem fileSystem =
        path.getFileSystem(SparkSession.active().sessionState().newHadoopConf());
    try (FSDataInputStream in = fileSystem.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static JsonNode json(String output, String name) throws IOException {
    return new ObjectMapper().readTree(file(output, name));
  }
}
