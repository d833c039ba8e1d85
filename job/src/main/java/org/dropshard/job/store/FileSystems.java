package org.dropshard.job.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.VersionInfo;
import org.dropshard.job.error.JobException;

/** Whether paths name places that there is a file system for. */
public final class FileSystems {
  private static final String HADOOP = "org.apache.hadoop:";

  /** What to add for a scheme. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "s3a", HADOOP + "hadoop-aws:" + VersionInfo.getVersion(),
          "abfs", HADOOP + "hadoop-azure:" + VersionInfo.getVersion(),
          "abfss", HADOOP + "hadoop-azure:" + VersionInfo.getVersion(),
          "wasb", HADOOP + "hadoop-azure:" + VersionInfo.getVersion(),
          "wasbs", HADOOP + "hadoop-azure:" + VersionInfo.getVersion(),
          "oss", HADOOP + "hadoop-aliyun:" + VersionInfo.getVersion(),
          "cosn", HADOOP + "hadoop-cos:" + VersionInfo.getVersion(),
          "gs", "com.google.cloud.bigdataoss:gcs-connector:VERSION");

  /** Hadoop has file systems for these that list no folder and know no size. */
  private static final Set<String> NO_FOLDERS = Set.of("http", "https");

  /** Of 255 bytes that local file systems and HDFS allow, what names beside it add to it. */
  private static final int LONGEST_NAME =
      255 - ".".length() - ".dropshard-run-0123456789abcdef-old".length();

  private FileSystems() {}

  /** All of a file, which is UTF-8. */
  public static String text(FileSystem fileSystem, Path file) throws IOException {
    try (FSDataInputStream in = fileSystem.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Checks a path without reaching for it.
   *
   * @param option the setting that has the path
   * @throws JobException if it is no path, or nothing can reach it
   */
  public static void check(String option, String text, Configuration hadoop) {
    String scheme = scheme(option, text, hadoop);
    if (scheme.equals("file") && !LocalNames.has(text)) {
      throw invalid(option, text, LocalNames.rule());
    }
    if (NO_FOLDERS.contains(scheme)) {
      throw invalid(option, text, scheme + ":// lists no folder: download it first");
    }
    try {
      FileSystem.getFileSystemClass(scheme, hadoop);
    } catch (IOException | RuntimeException | LinkageError e) {
      if (scheme.equals("s3") || scheme.equals("s3n")) {
        throw invalid(option, text, "Hadoop reaches S3 by s3a://");
      }
      throw invalid(
          option,
          text,
          "no file system for "
              + scheme
              + ":// is on the class path: "
              + (PACKAGES.containsKey(scheme)
                  ? "give Spark --packages " + PACKAGES.get(scheme)
                  : "give Spark its --packages or --jars"));
    }
  }

  private static String scheme(String option, String text, Configuration hadoop) {
    Path path;
    try {
      path = new Path(text);
    } catch (IllegalArgumentException e) {
      throw invalid(
          option,
          text,
          text.isEmpty()
              ? "empty"
              : "in Hadoop's paths a colon ends the scheme, as in hdfs://; a local name with one"
                  + " begins with ./ or /");
    }
    String scheme = path.toUri().getScheme();
    return scheme == null ? FileSystem.getDefaultUri(hadoop).getScheme() : scheme;
  }

  /**
   * Checks the name of a folder that is to be written: files of such a name lie beside it while it
   * is.
   *
   * @throws JobException if Hadoop has no such names
   */
  public static void checkWritable(String option, String text) {
    String name = new Path(text).getName();
    if (name.indexOf(':') >= 0) {
      throw invalid(option, text, "names of folders that Hadoop writes hold no colon");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_NAME) {
      throw invalid(
          option, text, "its name has " + bytes + " bytes in UTF-8, at most " + LONGEST_NAME);
    }
  }

  private static JobException invalid(String option, String text, String rule) {
    return JobException.invalid(option, text, rule);
  }
}
