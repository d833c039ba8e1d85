package org.dropshard.bench.jobs;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * A Parquet dataset of tensors of one type and shape, with normally distributed values.
 *
 * @param dtype float32 or uint8
 * @param shape the axes, CHW
 * @param arrays whether cells are {@code array<float>}, else npy
 */
record Data(DType dtype, int[] shape, boolean arrays) implements Serializable {

  /** Reads {@code float32-3x64x64}, with {@code -arrays} after it for array columns. */
  static Data parse(String name) {
    String[] parts = name.split("-");
    return new Data(
        DType.ofLabel(parts[0]),
        Arrays.stream(parts[1].split("x")).mapToInt(Integer::parseInt).toArray(),
        parts.length > 2 && parts[2].equals("arrays"));
  }

  String name() {
    String axes = String.join("x", Arrays.stream(shape).mapToObj(Integer::toString).toList());
    return dtype.label() + "-" + axes + (arrays ? "-arrays" : "");
  }

  int elements() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  int sampleBytes() {
    return elements() * dtype.bytes();
  }

  /** Writes about {@code bytes} of it below {@code folder}, unless it is there. */
  Path make(SparkSession spark, Path folder, long bytes) {
    long samples = Math.max(1, bytes / sampleBytes());
    Path path = folder.resolve(name() + "-" + samples);
    if (Files.exists(path.resolve("_SUCCESS"))) {
      return path;
    }
    DataType cell =
        arrays ? DataTypes.createArrayType(DataTypes.FloatType, false) : DataTypes.BinaryType;
    StructType schema = new StructType().add("id", DataTypes.LongType, false).add("x", cell, false);
    Dataset<Row> rows =
        spark.range(0, samples, 1, 8).map((MapFunction<Long, Row>) this::row, Encoders.row(schema));
    rows.write().mode("overwrite").parquet(path.toString());
    return path;
  }

  private Row row(long id) {
    Random random = new Random(id);
    if (arrays) {
      Float[] values = new Float[elements()];
      Arrays.setAll(values, i -> (float) random.nextGaussian());
      return RowFactory.create(id, values);
    }
    ByteBuffer values = ByteBuffer.allocate(sampleBytes()).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.range(0, elements())
        .forEach(
            i -> {
              if (dtype == DType.UINT8) {
                values.put((byte) (128 + 40 * random.nextGaussian()));
              } else {
                values.putFloat((float) random.nextGaussian());
              }
            });
    return RowFactory.create(id, Npy.write(new Tensor(dtype, shape, values.array(), 0)));
  }
}
