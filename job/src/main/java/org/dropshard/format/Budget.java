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

  /** What Deflate makes of a byte at its best: 258 bytes of 2 bits. */
  public static final long MOST_INFLATED = 1032;

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
    return refusal(bytes, COPIES);
  }

  /**
   * Why a file that is held as a whole does not fit a task of this JVM; empty if it may. Samples of
   * it are asked for by themselves.
   */
  public static Optional<String> heldRefusal(long bytes) {
    return refusal(bytes, 1);
  }

  /**
   * Asks for the memory of a record.
   *
   * @param offset where it starts in its file
   * @throws MalformedRecordException if it does not fit a task; the next one may
   */
  public static void check(long bytes, long offset) throws MalformedRecordException {
    Optional<String> refusal = refusal(bytes);
    if (refusal.isPresent()) {
      throw MalformedRecordException.one(refusal.get(), offset);
    }
  }

  /** Whether a sample of a size fits any task. */
  public static boolean always(long bytes) {
    return bytes <= ALWAYS;
  }

  /** What a task needs for a sample of a size, rounded up. */
  public static long neededMegabytes(long bytes) {
    return megabytes(bytes, COPIES);
  }

  private static long megabytes(long bytes, int copies) {
    return (long) Math.ceil((double) copies * bytes / (1 << 20));
  }

  private static Optional<String> refusal(long bytes, int copies) {
    return always(bytes) || (double) copies * bytes <= available()
        ? Optional.empty()
        : Optional.of(
            "Cannot fit in memory: "
                + megabytes(bytes, copies)
                + " MB needed, a task has "
                + (available() >> 20)
                + " MB");
  }
}
