package org.dropshard.job.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With its input an output is held to every column, and to what was there before dropout. */
class InputColumnsTest {
  @TempDir static Path folder;
  private static Dataset<Row> rows;
  private static Path table;

  @BeforeAll
  static void make() {
    List<Row> all = new ArrayList<>();
    for (long id = 0; id < 6; id++) {
      all.add(
          RowFactory.create(
              id,
              id == 5 ? null : id % 2 == 0 ? "cats" : "dögs, \"and\"\n",
              (int) (id - 3),
              id == 1 ? Float.NaN : Math.nextUp(0.1f * id),
              Math.nextUp(0.1 * id),
              new byte[] {(byte) id, 0, -1},
              NpyFiles.ramp(id + 0.1f, 3, 4, 5)));
    }
    rows =
        JobRun.spark()
            .createDataFrame(
                all,
                new StructType()
                    .add("id", DataTypes.LongType)
                    .add("label", DataTypes.StringType)
                    .add("n", DataTypes.IntegerType)
                    .add("f", DataTypes.FloatType)
                    .add("d", DataTypes.DoubleType)
                    .add("raw", DataTypes.BinaryType)
                    .add("x", DataTypes.BinaryType));
    table = write("table", rows);
  }

  private static Path write(String name, Dataset<Row> of) {
    Path path = folder.resolve(name);
    of.coalesce(2).write().parquet(path.toString());
    return path;
  }

  private static Path augment(Path input, String name, String... options) {
    Path output = folder.resolve(name);
    String[] own = {
      "--key",
      "id",
      "--column",
      "x",
      "--layout",
      "CHW",
      "--kind",
      "spatial",
      "--drop",
      "0.4",
      "--seed",
      "7",
      "--copies",
      "2"
    };
    JobRun.augment(
        input, output, Stream.of(own, options).flatMap(Stream::of).toArray(String[]::new));
    return output;
  }

  private static JobRun verify(Path output, Path input) {
    return JobRun.of("verify", output.toString(), "--input", input.toString());
  }

  private static void finds(String what, Path output, Path input) {
    JobRun run = verify(output, input);
    assertEquals(ExitCode.VERIFICATION, run.code(), run.out());
    assertTrue(run.err().contains(what), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  private static Path changed(Dataset<Row> of, String name, String column, Column value) {
    Column there = functions.when(functions.col("id").equalTo(4), value);
    return write(name, of.withColumn(column, there.otherwise(functions.col(column))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "webdataset", "tfrecord", "mds", "npz"})
  void everyColumnIsThatOfTheInput(String format) {
    Dataset<Row> some = format.equals("tfrecord") ? rows.drop("d") : rows; // it has no doubles
    Path input = write(format + "-in", some);
    Path output = augment(input, format, "--output-format", format);
    JobRun run = verify(output, input);
    assertEquals(ExitCode.DONE, run.code(), run.err());
    finds(
        "column is not the input's: label, copy 0 of sample 4",
        output,
        changed(some, format + "-label", "label", functions.lit("evil")));
    finds(
        "column is not the input's: f, copy",
        output,
        changed(some, format + "-f", "f", functions.lit(0.41f)));
    finds("columns: the account says", output, write(format + "-less", some.drop("n")));
  }

  @Test
  void foldersAreThoseOfTheInput() {
    Path output = augment(table, "folders", "--partition-by", "n");
    assertEquals(ExitCode.DONE, verify(output, table).code());
    finds(
        "row lies in another folder than the input says",
        output,
        changed(rows, "other-folder", "n", functions.lit(-3)));
  }

  @Test
  void whatWasThereBeforeIsThatOfTheInput() throws IOException {
    Path output = augment(table, "before", "--shard-rows", "4");
    Path stats = output.resolve("_dropshard/stats.json");
    String text = Files.readString(stats);
    int at = text.indexOf("\"max\" : ") + 8;
    Files.writeString(stats, text.substring(0, at) + "1" + text.substring(at));
    Forger.seal(output);
    finds("statistics before dropout", output, table);
  }

  @Test
  void aColumnOfNobodyIsNamed() throws IOException {
    Path output = augment(table, "wider", "--shard-rows", "100");
    for (Path shard : shards(output)) {
      Path wider =
          write(
              "wider-" + shard.getFileName(),
              JobRun.spark().read().parquet(shard.toString()).withColumn("evil", functions.lit(1)));
      Files.delete(shard);
      Files.move(shards(wider).get(0), shard);
    }
    Forger.seal(output);
    finds("column is not one of the input's: evil", output, table);
  }

  private static List<Path> shards(Path output) throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return files.filter(file -> file.getFileName().toString().startsWith("part-")).toList();
    }
  }
}
