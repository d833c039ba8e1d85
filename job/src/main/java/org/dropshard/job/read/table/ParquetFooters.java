package org.dropshard.job.read.table;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.job.read.listing.InputFile;

/**
 * Which files of a table cannot be read at all. The end of a file tells: what is cut, empty or of
 * another kind has no footer there. Damage further in is found when it is read, and ends the run:
 * which rows had come before it would depend on how Spark cut the file.
 */
final class ParquetFooters {
  private static final int FILES_A_TASK = 64;

  private ParquetFooters() {}

  /**
   * Reads the footer of each file, in tasks.
   *
   * @return the reason for each file that is to be left out, by full path
   */
  static Map<String, String> unreadable(SparkSession spark, List<InputFile> files) {
    Map<String, String> reasons = new TreeMap<>();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    int tasks = (files.size() + FILES_A_TASK - 1) / FILES_A_TASK;
    List<String> found =
        context
            .parallelize(files.stream().map(InputFile::path).toList(), tasks)
            .map(path -> reason(path, hadoop.value().value()))
            .collect();
    for (int i = 0; i < found.size(); i++) {
      if (!found.get(i).isEmpty()) {
        reasons.put(files.get(i).path(), found.get(i));
      }
    }
    hadoop.destroy();
    return reasons;
  }

  /** Why a file cannot be read; empty if it can. */
  private static String reason(String file, Configuration hadoop) {
    Path path = new Path(file);
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(path, hadoop),
            HadoopReadOptions.builder(hadoop, path).build())) {
      return reader.getFooter() == null ? "Cannot read file: no footer" : "";
    } catch (IOException | RuntimeException e) {
      return "Cannot read file: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }
}
