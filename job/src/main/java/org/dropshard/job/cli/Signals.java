package org.dropshard.job.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.error.Interruption;
import scala.Option;

/**
 * A command that is told to end by SIGINT, SIGTERM or SIGHUP: its Spark jobs are cancelled, and it
 * has some time to undo what it has begun, or to finish if it is about to commit.
 */
final class Signals {
  /** Before Spark's own hook stops its context, and that before Hadoop closes its files. */
  private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

  /** Schedulers wait for 30 s before they kill. */
  private static final long PATIENCE_SECONDS = 25;

  private Signals() {}

  /**
   * Watches from now on.
   *
   * @return to be counted down when the command has ended by itself
   */
  static CountDownLatch watch() {
    CountDownLatch ended = new CountDownLatch(1);
    ShutdownHookManager.get()
        .addShutdownHook(() -> end(ended), PRIORITY, PATIENCE_SECONDS + 5, TimeUnit.SECONDS);
    return ended;
  }

  private static void end(CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    Interruption.begin();
    long start = System.nanoTime();
    try {
      do {
        Option<SparkSession> session = Application.defaultSession();
        if (session.isDefined() && !session.get().sparkContext().isStopped()) {
          session.get().sparkContext().cancelAllJobs();
        }
        if (ended.await(200, TimeUnit.MILLISECONDS)) {
          return; // it has said what became of it
        }
      } while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.err.println(
        "dropshard: Interrupted: the next run clears up what this one leaves half done");
  }
}
