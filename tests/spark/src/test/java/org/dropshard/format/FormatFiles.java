package org.dropshard.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.JobKryoRegistrator;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/** The session of the formats' tests, and what they have in common. */
final class FormatFiles {
  private FormatFiles() {}

  /** Two cores, Kryo without exceptions for unknown classes. */
  static SparkSession spark() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("tests")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .config("spark.kryo.registrator", JobKryoRegistrator.class.getName())
        .config("spark.kryo.registrationRequired", "true")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse")
        .getOrCreate();
  }

  /** The files of an ending below a folder that Spark wrote, in the order of their names. */
  static List<Path> shards(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  /** An npy cell of uint8 values 0, 1, 2 … */
  static byte[] npy(int... shape) {
    byte[] data = new byte[(int) Tensor.elements(shape)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) i;
    }
    return Npy.write(new Tensor(DType.UINT8, shape, data, 0));
  }

  /** What a failure says, innermost. */
  static String message(Throwable failure) {
    Throwable last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }
}
