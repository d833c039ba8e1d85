package org.dropshard.job;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/** Small Parquet tables of float64 tensors, and outputs as arrays. */
public final class Tables {
  private Tables() {}

  /** The values of a tensor by its id. */
  public static byte[] npy(long id, int[] shape, ToDoubleBiFunction<Long, Integer> value) {
    int n = (int) Tensor.elements(shape);
    ByteBuffer data = ByteBuffer.allocate(8 * n).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      data.putDouble(value.applyAsDouble(id, i));
    }
    return Npy.write(new Tensor(DType.FLOAT64, shape, data.array(), 0));
  }

  /** Rows of {@code id} and {@code x}. */
  public static void write(
      Path table, int samples, int[] shape, ToDoubleBiFunction<Long, Integer> value) {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < samples; id++) {
      rows.add(RowFactory.create(id, npy(id, shape, value)));
    }
    StructType schema =
        new StructType().add("id", DataTypes.LongType).add("x", DataTypes.BinaryType);
    JobRun.spark().createDataFrame(rows, schema).repartition(3).write().parquet(table.toString());
  }

  /** Rows of {@code sample_id}, {@code copy} and {@code x}. */
  public static void writeGradients(
      Path table, int samples, int copies, int[] shape, ToDoubleBiFunction<Long, Integer> value) {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < samples; id++) {
      for (int copy = 0; copy < copies; copy++) {
        rows.add(RowFactory.create(id, copy, npy(1000L * copy + id, shape, value)));
      }
    }
    StructType schema =
        new StructType()
            .add("sample_id", DataTypes.LongType)
            .add("copy", DataTypes.IntegerType)
            .add("x", DataTypes.BinaryType);
    JobRun.spark().createDataFrame(rows, schema).repartition(2).write().parquet(table.toString());
  }

  /** The tensors of an output by {@code id/copy}. */
  public static Map<String, PlainNpy> read(Path output) {
    Map<String, PlainNpy> tensors = new TreeMap<>();
    for (Row row : JobRun.spark().read().parquet(output.toString()).collectAsList()) {
      tensors.put(row.getAs("sample_id") + "/" + row.getAs("copy"), PlainNpy.of(row.getAs("x")));
    }
    return tensors;
  }
}
