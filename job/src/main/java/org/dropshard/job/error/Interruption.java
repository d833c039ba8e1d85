package org.dropshard.job.error;

import java.util.concurrent.atomic.AtomicInteger;

/** Whether this process was told to end (SIGINT, SIGTERM, SIGHUP), and what it has written. */
public final class Interruption {
  private static final AtomicInteger WRITTEN = new AtomicInteger();
  private static volatile boolean begun;

  private Interruption() {}

  /** The process is about to end. */
  public static void begin() {
    begun = true;
  }

  public static boolean begun() {
    return begun;
  }

  /** A run has become a part of its output. */
  public static void written() {
    WRITTEN.incrementAndGet();
  }

  /**
   * Called before what cannot be undone.
   *
   * @throws JobException if the process is about to end
   */
  public static void check() {
    if (begun) {
      throw new JobException(ExitCode.INTERRUPTED, message());
    }
  }

  /** One line. */
  public static String message() {
    int written = WRITTEN.get();
    return "Interrupted: "
        + (written == 0 ? "nothing written" : written + " written before, and whole; no more");
  }
}
