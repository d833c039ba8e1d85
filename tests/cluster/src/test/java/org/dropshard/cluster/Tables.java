package org.dropshard.cluster;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;

/** Parquet inputs that a session writes, the same ones whenever it is asked. */
final class Tables {
  /** What {@link #floats} needs to be read by. */
  static final String[] OPTIONS = {
    "--kind",
    "spatial",
    "--drop",
    "0.3",
    "--seed",
    "42",
    "--key",
    "id",
    "--layout",
    "HWC",
    "--cell-shape",
    "2,10,3"
  };

  private Tables() {}

  /**
   * Rows of {@code id} and {@code x}, floats over many magnitudes, so that sums depend on their
   * order where they are not exact.
   */
  static String floats(Path folder, int rows, int files) {
    return floats(folder, 0, rows, files);
  }

  /** The same of ids from {@code first} on. */
  static String floats(Path folder, int first, int rows, int files) {
    SparkSession.active()
        .range(first, first + rows, 1, files)
        .selectExpr(
            "id", "transform(sequence(1, 60), i -> float(sin(id * 60 + i) * exp(id % 13))) as x")
        .write()
        .option("parquet.block.size", "20000")
        .parquet(folder.toString());
    return folder.toString();
  }

  static String[] with(String[] options, String... more) {
    String[] all = Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return all;
  }
}
