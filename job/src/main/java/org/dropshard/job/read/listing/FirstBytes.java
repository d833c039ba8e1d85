package org.dropshard.job.read.listing;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.format.InputFormat;

/** What the first bytes of files say. */
public final class FirstBytes {
  /** More files than this are looked into by Spark's tasks. */
  private static final int FEW = 32;

  private static final int FILES_A_TASK = 256;

  /** What a file turned out to be. */
  enum Verdict {
    WANTED,
    OTHER,
    POINTER,
    UNREADABLE
  }

  private FirstBytes() {}

  /** The first bytes of a file. */
  public static byte[] of(InputFile file, Configuration hadoop) throws IOException {
    return of(file.path(), file.length(), hadoop);
  }

  private static byte[] of(String path, long length, Configuration hadoop) throws IOException {
    byte[] start = new byte[(int) Math.min(InputFormat.START, length)];
    if (start.length > 0) {
      try (FSDataInputStream in = InputFile.open(new Path(path), hadoop)) {
        in.readFully(0, start);
      }
    }
    return start;
  }

  /** Looks into files; the verdicts come in their order. */
  static List<Verdict> verdicts(Configuration hadoop, List<InputFile> files, InputFormat kind) {
    return files.stream().map(file -> verdict(file.path(), file.length(), kind, hadoop)).toList();
  }

  /** The same, of many files by Spark's tasks. */
  static List<Verdict> verdicts(SparkSession spark, List<InputFile> files, InputFormat kind) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    if (files.size() <= FEW) {
      return verdicts(hadoop, files, kind);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> shared =
        context.broadcast(new SerializableConfiguration(hadoop));
    List<String> found =
        context
            .parallelize(
                files.stream().map(file -> file.length() + " " + file.path()).toList(),
                (files.size() + FILES_A_TASK - 1) / FILES_A_TASK)
            .map(file -> verdict(file, kind, shared.value().value()).name())
            .collect();
    shared.destroy();
    return found.stream().map(Verdict::valueOf).toList();
  }

  private static Verdict verdict(String file, InputFormat kind, Configuration hadoop) {
    int space = file.indexOf(' ');
    return verdict(
        file.substring(space + 1), Long.parseLong(file.substring(0, space)), kind, hadoop);
  }

  private static Verdict verdict(String path, long length, InputFormat kind, Configuration hadoop) {
    byte[] start;
    try {
      start = of(path, length, hadoop);
    } catch (IOException e) {
      return Verdict.UNREADABLE;
    }
    if (LfsPointer.isPointer(start)) {
      return Verdict.POINTER;
    }
    return kind.hasStart(start) ? Verdict.WANTED : Verdict.OTHER;
  }
}
