package org.dropshard.job.read.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargestCellsTest {
  @TempDir Path folder;

  @Test
  void theFooterTellsWhere() throws IOException {
    Path table = folder.resolve("table");
    JobRun.spark()
        .createDataFrame(
            Stream.of(1, 40 << 20).map(size -> RowFactory.create(1L, new byte[size])).toList(),
            new StructType().add("id", DataTypes.LongType).add("x", DataTypes.BinaryType))
        .coalesce(1)
        .write()
        .parquet(table.toString());
    String said = LargestCells.of(part(table).toString(), new Configuration()).orElseThrow();
    assertTrue(
        said.matches("row group 0, rows 0 to 1: 20 MB a cell of column x, 4[01] MB needed"), said);
  }

  private static Path part(Path table) {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void ofOtherFilesNothingIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("a.png"), "no Parquet");
    assertEquals(Optional.empty(), LargestCells.of(file.toString(), new Configuration()));
  }
}
