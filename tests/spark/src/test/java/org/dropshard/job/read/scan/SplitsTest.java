package org.dropshard.job.read.scan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitsTest {
  private static final StructType COLUMNS =
      new StructType().add("id", DataTypes.LongType).add("x", DataTypes.BinaryType);

  @TempDir Path folder;

  private Path table(int rows, int[] shape, int files) throws IOException {
    Random random = new Random(1);
    List<Row> table = new ArrayList<>();
    for (long id = 0; id < rows; id++) {
      byte[] values = new byte[(int) Tensor.elements(shape)];
      random.nextBytes(values);
      table.add(RowFactory.create(id, Npy.write(new Tensor(DType.UINT8, shape, values, 0))));
    }
    Path input = folder.resolve("in");
    JobRun.spark()
        .createDataFrame(table, COLUMNS)
        .repartition(files)
        .write()
        .option("parquet.block.size", 1 << 19)
        .parquet(input.toString());
    return input;
  }

  private int tasks(Path input, String... options) throws IOException {
    Path output = folder.resolve("out");
    List<String> all = new ArrayList<>(List.of("--layout", "CHW", "--key", "id"));
    all.addAll(List.of("--drop", "0.3", "--seed", "1", "--kind", "spatial"));
    all.addAll(List.of(options));
    JobRun.augment(input, output, all.toArray(String[]::new));
    return JobRun.json(output, "run.json").at("/timings/stages/0/tasks").asInt();
  }

  @Test
  void tablesAreCutIntoPartsThatFillAShardEach() throws IOException {
    Path input = table(800, new int[] {3, 50, 54}, 1);
    int tasks = tasks(input, "--shard-bytes", "1m");
    assertTrue(tasks >= 6, tasks + " tasks for 6 MB");
  }
}
