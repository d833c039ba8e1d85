package org.dropshard.job.read.listing;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.dropshard.format.EachFile;
import org.dropshard.format.InputFormat;

/** What the first bytes of files say. */
public final class FirstBytes {
  /** More files than this are looked into by Spark's tasks. */
  private static final int FEW = 32;

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

  /** Asks few files in this thread, many by Spark's tasks. */
  static EachFile by(SparkSession spark) {
    return EachFile.by(spark, spark.sessionState().newHadoopConf(), FEW);
  }

  /** Looks into files; the verdicts come in their order. */
  static List<Verdict> verdicts(EachFile each, List<InputFile> files, InputFormat kind) {
    return each
        .ask(
            files.stream().map(file -> file.length() + " " + file.path()).toList(),
            (file, hadoop) -> verdict(file, kind, hadoop).name())
        .stream()
        .map(Verdict::valueOf)
        .toList();
  }

  private static Verdict verdict(String file, InputFormat kind, Configuration hadoop) {
    int space = file.indexOf(' ');
    byte[] start;
    try {
      start = of(file.substring(space + 1), Long.parseLong(file.substring(0, space)), hadoop);
    } catch (IOException e) {
      return Verdict.UNREADABLE;
    }
    if (LfsPointer.isPointer(start)) {
      return Verdict.POINTER;
    }
    return kind.hasStart(start) ? Verdict.WANTED : Verdict.OTHER;
  }
}
