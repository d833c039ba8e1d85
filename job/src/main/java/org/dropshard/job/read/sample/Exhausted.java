package org.dropshard.job.read.sample;

import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.dropshard.format.Budget;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;

/** What is said where memory has run out between samples: the file, and what it tells of sizes. */
public final class Exhausted {
  private Exhausted() {}

  /**
   * The line for a task's file.
   *
   * @param file the one at hand; empty: the one that Spark reads, if it reads any
   */
  public static JobException in(Optional<String> file, OutOfMemoryError cause) {
    String place =
        file.or(() -> Optional.of(InputFileBlockHolder.getInputFilePath().toString()))
            .filter(name -> !name.isEmpty())
            .map(name -> ", file " + name + cells(name))
            .orElse("");
    return new JobException(ExitCode.USAGE, Budget.exhausted() + place, cause);
  }

  private static String cells(String file) {
    SparkEnv spark = SparkEnv.get();
    return spark == null
        ? ""
        : LargestCells.of(file, SparkHadoopUtil.get().newConfiguration(spark.conf()))
            .map(cells -> " (" + cells + ")")
            .orElse("");
  }
}
