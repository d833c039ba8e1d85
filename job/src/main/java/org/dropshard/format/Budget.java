package org.dropshard.format;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * The heap that a task has: what plans hold the first samples against, and readers those that are
 * met later, by the sizes in their headers, before memory is taken.
 */
public final class Budget {
  /** What Spark itself keeps free of user data. */
  private static final double USABLE = 0.9;

  /** A sample and its cell are there at once. */
  private static final int COPIES = 2;

  /** Less than any JVM that runs Spark has for a task. */
  private static final long ALWAYS = 16L << 20;

  private static final Pattern THREADS = Pattern.compile("local\\[(\\d+)(,.*)?]");

  private Budget() {}

  /** A core's share of a heap, in bytes. */
  public static long share(long heap, int cores) {
    return (long) (heap * USABLE / Math.max(1, cores));
  }

  /** How many tasks a JVM of Spark's runs at a time. */
  public static int cores(SparkConf conf) {
    String master = conf.get("spark.master", "local");
    Matcher threads = THREADS.matcher(master);
    if (threads.matches()) {
      return Integer.parseInt(threads.group(1));
    }
    if (master.startsWith("local[*")) {
      return Runtime.getRuntime().availableProcessors();
    }
    return master.equals("local") ? 1 : Integer.parseInt(conf.get("spark.executor.cores", "1"));
  }

  /** What a task of this JVM has, in bytes. */
  public static long available() {
    SparkEnv spark = SparkEnv.get();
    return share(Runtime.getRuntime().maxMemory(), spark == null ? 1 : cores(spark.conf()));
  }

  /** What is said where memory has run out all the same. */
  public static String exhausted() {
    return "Cannot fit in memory: a heap of "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MB is full, of which a task has "
        + (available() >> 20)
        + " MB (raise --executor-memory, or --driver-memory if local, or run fewer cores)";
  }

  /**
   * Why a sample does not fit a task of this JVM; empty if it may.
   *
   * @param bytes the size of its values, or of its record, as a header says
   */
  public static Optional<String> refusal(long bytes) {
    if (bytes <= ALWAYS) {
      return Optional.empty();
    }
    double needed = (double) COPIES * bytes;
    return needed <= available()
        ? Optional.empty()
        : Optional.of(
            "Cannot fit in memory: "
                + (long) Math.ceil(needed / (1 << 20))
                + " MB needed, a task has "
                + (available() >> 20)
                + " MB");
  }
}
