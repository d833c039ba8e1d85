package org.dropshard.bench.jobs;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.ForeachFunction;
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
 * A dataset of tensors of one type and shape: a Parquet table of normally distributed values, or a
 * folder of JPEG files.
 *
 * @param dtype float32 or uint8
 * @param shape the axes, CHW
 * @param holder what holds a tensor
 */
record Data(DType dtype, int[] shape, Holder holder) implements Serializable {
  enum Holder {
    NPY,
    ARRAYS,
    JPEG
  }

  /** Partitions that tables are written in. */
  private static final int FILES = 8;

  /** Reads {@code float32-3x64x64}; {@code -arrays} or {@code -jpeg} may follow. */
  static Data parse(String name) {
    String[] parts = name.split("-");
    return new Data(
        DType.ofLabel(parts[0]),
        Arrays.stream(parts[1].split("x")).mapToInt(Integer::parseInt).toArray(),
        parts.length > 2
            ? Holder.valueOf(parts[2].toUpperCase(java.util.Locale.ROOT))
            : Holder.NPY);
  }

  String name() {
    String suffix =
        switch (holder) {
          case NPY -> "";
          case ARRAYS -> "-arrays";
          case JPEG -> "-jpeg";
        };
    return dtype.label() + "-" + axes("x") + suffix;
  }

  String axes(String between) {
    return String.join(between, Arrays.stream(shape).mapToObj(Integer::toString).toList());
  }

  int elements() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  long sampleBytes() {
    return (long) elements() * dtype.bytes();
  }

  /** How many samples so many bytes of tensors are. */
  long samples(long bytes) {
    return Math.max(1, bytes / sampleBytes());
  }

  /** Writes about {@code bytes} of it below {@code folder}, unless it is there. */
  Path make(SparkSession spark, Path folder, long bytes) throws IOException {
    return make(spark, folder, samples(bytes), FILES);
  }

  /** Writes so many samples into so many files. */
  Path make(SparkSession spark, Path folder, long samples, int files) throws IOException {
    Path path = folder.resolve(name() + "-" + samples + "-in-" + files);
    if (Files.exists(path.resolve("_SUCCESS"))) {
      return path;
    }
    Dataset<Long> ids = spark.range(0, samples, 1, files).as(Encoders.LONG());
    if (holder == Holder.JPEG) {
      Files.createDirectories(path);
      String to = path.toString();
      ids.foreach(
          (ForeachFunction<Long>)
              id ->
                  Files.write(
                      Path.of(to, String.format("%07d.jpg", id)),
                      Jpegs.draw(id, shape[1], shape[2])));
      Files.writeString(path.resolve("_SUCCESS"), "");
      return path;
    }
    DataType cell =
        holder == Holder.ARRAYS
            ? DataTypes.createArrayType(DataTypes.FloatType, false)
            : DataTypes.BinaryType;
    StructType schema = new StructType().add("id", DataTypes.LongType, false).add("x", cell, false);
    Dataset<Row> rows = ids.map((MapFunction<Long, Row>) this::row, Encoders.row(schema));
    rows.write().mode("overwrite").parquet(path.toString());
    return path;
  }

  /**
   * Removes an output, before the clock starts: a job that overwrites one would pay for memory that
   * the other job has just given back to a virtual machine's host, or find it at hand.
   */
  static void remove(Path output) throws IOException {
    if (Files.exists(output)) {
      try (Stream<Path> files = Files.walk(output)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private Row row(long id) {
    Random random = new Random(id);
    if (holder == Holder.ARRAYS) {
      Float[] values = new Float[elements()];
      Arrays.setAll(values, i -> (float) random.nextGaussian());
      return RowFactory.create(id, values);
    }
    ByteBuffer values =
        ByteBuffer.allocate(Math.toIntExact(sampleBytes())).order(ByteOrder.LITTLE_ENDIAN);
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
