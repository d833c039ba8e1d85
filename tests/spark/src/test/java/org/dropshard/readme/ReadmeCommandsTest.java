package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.cli.Application;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.sign.Keys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of the README, with a folder of pictures and a table in place of the user's. */
class ReadmeCommandsTest {
  private static final String LAUNCHER = "job/bin/dropshard ";
  private static final String JAR = "job/target/dropshard.jar ";

  /** Files and folders that the README has made, or makes. */
  private static final Pattern OWN =
      Pattern.compile("OUT(_\\w+)?|DX|\\w+\\.(parquet|npy|html)|key(\\.pub)?\\.pem");

  @TempDir static Path folder;

  /** What Dropshard itself is given by the launcher. */
  static List<String> commands() throws IOException {
    return Readme.commands().stream()
        .filter(line -> line.startsWith(LAUNCHER))
        .map(line -> line.substring(LAUNCHER.length()).replaceFirst("^--.* -- ", ""))
        .toList();
  }

  /**
   * What it is given by spark-submit, on clusters that are not here, and on the page of dropouts.
   */
  static List<String> others() throws IOException {
    return Stream.concat(
            Readme.commands().stream()
                .filter(line -> line.startsWith("spark-submit "))
                .map(line -> line.substring(line.indexOf(JAR) + JAR.length())),
            Readme.blocks(Readme.dropouts(), "sh").stream()
                .flatMap(block -> block.replaceAll("\\\\\\n\\s*", "").lines())
                .filter(line -> line.startsWith(LAUNCHER))
                .map(line -> line.substring(LAUNCHER.length())))
        .toList();
  }

  @BeforeAll
  static void prepare() throws Exception {
    Path pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 12, 3);
    Keys.generate(folder, "key");
    table("features.parquet", "id", 8, 4, 4);
    JobRun.spark()
        .read()
        .parquet(folder.resolve("features.parquet").toString())
        .withColumn("mask", functions.lit(NpyFiles.ramp(1, 4, 4)))
        .withColumn("boxes", functions.expr("array(array(1, 1, 3, 4))"))
        .write()
        .parquet(folder.resolve("scenes.parquet").toString());
    Files.write(folder.resolve("features.npy"), NpyFiles.ramp(1, 5, 8, 4, 4));
    JobRun.spark()
        .range(5)
        .selectExpr("xxhash64(concat('features.npy#', id)) sample_id", "0 copy")
        .withColumn("tensor", functions.lit(NpyFiles.ramp(1, 8, 4, 4)))
        .write()
        .parquet(folder.resolve("gradients.parquet").toString());
  }

  /** A row for each of two samples. */
  private static void table(String name, String key, int... shape) {
    List<Row> rows = new ArrayList<>();
    for (long id = 1; id <= 2; id++) {
      rows.add(RowFactory.create(id, NpyFiles.ramp(id, shape)));
    }
    JobRun.spark()
        .createDataFrame(
            rows,
            new StructType()
                .add(key, DataTypes.LongType, false)
                .add("features", DataTypes.BinaryType, false))
        .write()
        .parquet(folder.resolve(name).toString());
  }

  @Test
  void namesTheTwoCommandsOfTheSetUp() throws IOException {
    assertTrue(Readme.commands().contains("job/bin/dropshard demo"));
    assertTrue(Readme.commands().contains("mvn verify"));
  }

  /** One after the other, as a stranger types them: each takes what those before it made. */
  @Test
  void commandsDoWhatTheySay() throws IOException {
    for (String command : commands()) {
      List<String> arguments = words(command);
      String name = arguments.get(0);
      if (name.equals("demo")) {
        arguments.addAll(List.of("--output", folder.resolve("demo").toString()));
      }
      run(command, arguments);
      if (name.equals("augment") && !command.contains("--help")) {
        Path output = Path.of(arguments.get(arguments.indexOf("--output") + 1));
        assertTrue(Files.exists(output.resolve("_SUCCESS")), command);
        assertTrue(Files.exists(output.resolve("_dropshard/report.html")), command);
      }
    }
    assertTrue(Files.exists(folder.resolve("demo/augmented/_SUCCESS")));
    assertTrue(Files.exists(folder.resolve("comparison.html")));
    assertTrue(Files.exists(folder.resolve("kinds.html")));
    assertTrue(Files.exists(folder.resolve("DX/_SUCCESS")));
  }

  @ParameterizedTest
  @MethodSource("others")
  void othersAreUnderstood(String command) {
    List<String> arguments = words(command);
    arguments.add("--help"); // options are read, and then nothing is run
    run(command, arguments);
  }

  private static List<String> words(String command) {
    return new ArrayList<>(
        Pattern.compile("'([^']*)'|\"([^\"]*)\"|[^ '\"]+")
            .matcher(command)
            .results()
            .map(word -> word.group().replaceAll("^(['\"])(.*)\\1$", "$2"))
            .map(
                word ->
                    switch (word) {
                      case "YOUR_FOLDER" -> folder.resolve("pictures").toString();
                      default ->
                          OWN.matcher(word).matches()
                              ? folder.resolve(word).toString()
                              : word.startsWith("conf/")
                                  ? Readme.ROOT.resolve(word).toString()
                                  : word;
                    })
            .toList());
  }

  private static void run(String command, List<String> arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Application.run(
            arguments.toArray(new String[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(ExitCode.DONE, code, command + ": " + err.toString(StandardCharsets.UTF_8));
  }
}
