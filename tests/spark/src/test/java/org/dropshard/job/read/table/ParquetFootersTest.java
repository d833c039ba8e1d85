package org.dropshard.job.read.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dropshard.format.EachFile;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.JobRun;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.Listing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What small files say of their keys while their footers are read. */
class ParquetFootersTest {
  private static final ShardFormat PARQUET = Formats.shards("parquet").orElseThrow();

  private static final int FILES = 20; // more than are asked without a job

  @TempDir Path folder;

  private final SparkSession spark = JobRun.spark();

  /** Files of five rows, in which key 0 stands twice, and one key is null. */
  private Dataset<Row> write(Path input, String key) {
    Dataset<Row> rows =
        spark
            .range(0, 5L * FILES, 1, FILES)
            .selectExpr(
                "if(id = 7, null, " + key.replace("id", "if(id = 99, 0, id)") + ") key",
                "cast('x' as binary) cell");
    rows.write().parquet(input.toString());
    return rows;
  }

  private Optional<long[]> keys(Path input, String key) {
    List<InputFile> files =
        Listing.of(List.of(input.toString()), new Configuration()).files().stream()
            .filter(file -> !file.isMarked())
            .toList();
    Optional<long[]> keys =
        ParquetFooters.of(EachFile.by(spark), files, Optional.of(new FooterLook.Keys(key, PARQUET)))
            .keys();
    keys.ifPresent(Arrays::sort);
    return keys;
  }

  @Test
  void numbersAreIds() {
    Path input = folder.resolve("numbers");
    write(input, "cast(id as int)");
    long[] expected =
        LongStream.concat(LongStream.of(0), LongStream.range(0, 99).filter(id -> id != 7))
            .toArray();
    assertArrayEquals(expected, keys(input, "key").orElseThrow());
  }

  @Test
  void textsAreHashedAsSparkDoes() {
    Path input = folder.resolve("texts");
    Dataset<Row> rows = write(input, "concat('s', id)");
    long[] expected =
        rows
            .where("key is not null")
            .select(functions.xxhash64(functions.col("key")))
            .collectAsList()
            .stream()
            .mapToLong(row -> row.getLong(0))
            .sorted()
            .toArray();
    assertArrayEquals(expected, keys(input, "key").orElseThrow());
  }

  @Test
  void aColumnThatIsNoKeyOrOtherwiseSpelledIsLeftToOthers() {
    Path input = folder.resolve("others");
    write(input, "cast(id as double)");
    assertTrue(keys(input, "key").isEmpty());
    assertTrue(keys(input, "KEY").isEmpty());
    assertEquals(0, keys(input, "none").orElseThrow().length);
  }

  @Test
  void filesOfManyRowsAreLeftToOthers() throws IOException {
    Path input = Files.createDirectory(folder.resolve("many"));
    spark
        .range(0, 600_000, 1, 1)
        .selectExpr("id key")
        .write()
        .mode("append")
        .parquet(input.toString());
    assertTrue(keys(input, "key").isEmpty());
  }

  @Test
  void aRunCountsKeysThatStandTwice() throws IOException {
    Path input = folder.resolve("in");
    write(input, "concat('s', id)");
    Path output = folder.resolve("out");
    String[] options = {
      "--key", "key", "--cell-dtype", "uint8", "--cell-shape", "1,1,1", "--on-error", "drop"
    };
    JobRun.spatial("augment", input, output, options).done();
    assertEquals(99, JobRun.json(output, "run.json").at("/rows/out").asInt());
    assertEquals(1, JobRun.json(output, "run.json").at("/rows/duplicate_keys").asInt());
    assertEquals(
        2,
        JobRun.json(output, "run.json").at("/timings/stages/0/tasks").asInt(),
        "files are opened in as many tasks as there are cores");
  }
}
