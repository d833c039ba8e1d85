package org.dropshard.job.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;

/** The folders of what lives no longer than a run: Java's and Spark's. */
public final class Scratch {
  private static final String JAVAS = "java.io.tmpdir";
  private static final String SPARKS = "spark.local.dir";

  /** Spark copies the job's jar there, of 3 MB. */
  private static final int BYTES = 4 << 20;

  private static final int DEEPEST = 20;

  /** How Linux puts it; none of them is an exception of its own in Java. */
  private static final Pattern FULL =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|File too large|Read-only file system");

  private static final Pattern OPEN_FILES = Pattern.compile("Too many open files(?: in system)?");

  /** Libraries that Snappy and zstd unpack there. */
  private static final Pattern NATIVE =
      Pattern.compile("org\\.xerial\\.snappy|com\\.github\\.luben\\.zstd|snappyjava|libzstd");

  private Scratch() {}

  /**
   * Checks that something can be written there, for Spark that cannot leaves folders behind.
   *
   * @throws JobException if nothing can
   */
  public static void check(SparkConf conf) {
    check(List.of(javas()));
    check(sparks(conf));
  }

  /** One that takes files is enough. */
  private static void check(List<Path> folders) {
    JobException last = null;
    for (Path folder : folders) {
      try {
        if (!Files.isDirectory(folder)) {
          Files.createDirectories(folder);
        }
        Path file = Files.createTempFile(folder, "dropshard-", ".tmp");
        try {
          Files.write(file, new byte[BYTES]);
        } finally {
          Files.delete(file);
        }
        return;
      } catch (IOException e) {
        last = unwritable(folder, reason(e));
      }
    }
    throw last;
  }

  /**
   * What a failure says of the folders, or of the process's files; empty: nothing.
   *
   * @param failure that of a command whose output is not to blame
   */
  public static Optional<JobException> explained(Throwable failure) {
    Optional<String> full = full(failure);
    if (full.isPresent()) {
      return Optional.of(unwritable(fullest(), full.get()));
    }
    for (Throwable cause : causes(failure)) {
      if (isOutOfFiles(cause)) {
        return Optional.of(outOfFiles(cause));
      }
      if (isNative(cause)) {
        return Optional.of(
            JobException.usage(
                "Cannot load a native library from "
                    + javas()
                    + ": mounted noexec, or full (-D"
                    + JAVAS
                    + "=FOLDER names another; for the driver by --driver-java-options)"));
      }
    }
    return Optional.empty();
  }

  /** Why a file could not be written, in the system's words; empty: for no want of space. */
  public static Optional<String> full(Throwable failure) {
    return causes(failure).stream()
        .map(cause -> FULL.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .map(Matcher::group)
        .findFirst();
  }

  private static List<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(DEEPEST)
        .toList();
  }

  /** Whether a process has as many files open as it may. No file is to blame for it. */
  public static boolean isOutOfFiles(Throwable cause) {
    return OPEN_FILES.matcher(String.valueOf(cause.getMessage())).find();
  }

  /** What is said of it. */
  public static JobException outOfFiles(Throwable cause) {
    return new JobException(
        ExitCode.USAGE,
        "Cannot open files: Too many open files ("
            + openFiles()
            + "ulimit -n gives this process more)",
        cause);
  }

  private static String openFiles() {
    try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
      return limits
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> "it may have " + line.split("\\s+")[3] + "; ")
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return ""; // another system, or no file is left to ask with
    }
  }

  private static boolean isNative(Throwable cause) {
    return (cause instanceof LinkageError || cause.getClass().getName().endsWith("SnappyError"))
        && NATIVE
            .matcher(
                cause.getMessage()
                    + Stream.of(cause.getStackTrace())
                        .limit(DEEPEST)
                        .map(StackTraceElement::getClassName)
                        .toList())
            .find();
  }

  private static String reason(IOException e) {
    return full(e)
        .orElseGet(() -> e instanceof AccessDeniedException ? "Permission denied" : "no folder");
  }

  private static JobException unwritable(Path folder, String reason) {
    return new JobException(
        ExitCode.OUTPUT,
        "Cannot write temporary files: "
            + folder
            + " ("
            + reason
            + "; another by --conf "
            + SPARKS
            + "=FOLDER, and by -D"
            + JAVAS
            + "=FOLDER in --driver-java-options)");
  }

  private static Path javas() {
    return Path.of(System.getProperty(JAVAS));
  }

  private static List<Path> sparks(SparkConf conf) {
    boolean yarn = System.getenv("CONTAINER_ID") != null;
    String environment = System.getenv(yarn ? "LOCAL_DIRS" : "SPARK_LOCAL_DIRS");
    String folders = environment != null ? environment : conf.get(SPARKS, javas().toString());
    return Stream.of(folders.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .toList();
  }

  private static Path fullest() {
    SparkConf conf = SparkEnv.get() == null ? new SparkConf() : SparkEnv.get().conf();
    return Stream.concat(sparks(conf).stream(), Stream.of(javas()))
        .min(Comparator.comparingLong(folder -> new File(folder.toString()).getUsableSpace()))
        .orElseThrow();
  }
}
