package org.dropshard.job.increment;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.error.JobException;

/** The files of an input as a stream of their paths and sizes; their contents are not read. */
final class NewFiles {
  /** A file that is older than its fellows by more than this would be passed over in silence. */
  private static final String NO_AGE_LIMIT = "100000d";

  private NewFiles() {}

  /**
   * @param batchBytes a batch ends with the file that reaches it
   * @throws JobException if a path does not exist
   */
  static Dataset<Row> stream(SparkSession spark, List<String> paths, long batchBytes) {
    return paths.stream()
        .map(path -> stream(spark, path, batchBytes))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private static Dataset<Row> stream(SparkSession spark, String path, long batchBytes) {
    return spark
        .readStream()
        .format("binaryFile")
        .schema("path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY")
        .option("recursiveFileLookup", "true")
        .option("maxBytesPerTrigger", batchBytes)
        .option("maxFileAge", NO_AGE_LIMIT)
        .option("ignoreMissingFiles", "true") // somebody took them away before their turn
        .load(literal(path, spark.sessionState().newHadoopConf()))
        .select(col("path"), col("length"));
  }

  /** A path that exists as it stands is no pattern, whatever characters it holds. */
  private static String literal(String path, Configuration hadoop) {
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop);
      return fileSystem.exists(new Path(path))
          ? path.replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0")
          : path;
    } catch (java.io.IOException | IllegalArgumentException e) {
      throw JobException.unreadable(path, e);
    }
  }

  /** The files' sizes by path. */
  static Map<String, Long> sizes(Dataset<Row> batch) {
    Map<String, Long> sizes = new TreeMap<>();
    for (Row row : batch.collectAsList()) {
      sizes.put(row.getString(0), row.getLong(1));
    }
    return sizes;
  }
}
