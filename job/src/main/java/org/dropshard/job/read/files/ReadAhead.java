package org.dropshard.job.read.files;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.util.TaskCompletionListener;
import org.dropshard.format.Budget;

/**
 * A task's rows of files in their order, while the small ones among the next are on their way: far
 * file systems take tens of milliseconds to open one. Larger files take longer to read than to
 * open, and near ones are there at once. Not thread-safe.
 */
final class ReadAhead implements Iterator<InternalRow> {
  /** Opened at a time. */
  static final int FILES = 8;

  /** Of a file. */
  static final long LARGEST = 1 << 20;

  private static final InternalRow NOTHING = new GenericInternalRow(0);

  private final Iterator<InternalRow> rows;
  private final Predicate<InternalRow> wanted;
  private final Configuration hadoop;
  private final ExecutorService threads;
  private final Deque<InternalRow> next = new ArrayDeque<>();

  /** A row whose file was asked for. */
  private static final class Asked extends JoinedRow {
    private final Future<byte[]> content;

    Asked(InternalRow row, Future<byte[]> content) {
      super(row, NOTHING);
      this.content = content;
    }
  }

  /**
   * @param wanted whether a row's file will be read, as far as its name tells
   * @param task ends the threads
   */
  ReadAhead(
      Iterator<InternalRow> rows,
      Predicate<InternalRow> wanted,
      Configuration hadoop,
      TaskContext task) {
    this.rows = rows;
    this.wanted = wanted;
    this.hadoop = hadoop;
    this.threads =
        Executors.newFixedThreadPool(
            FILES,
            work -> {
              Thread thread = new Thread(work, "dropshard-read-ahead");
              thread.setDaemon(true);
              return thread;
            });
    task.addTaskCompletionListener((TaskCompletionListener) ended -> threads.shutdownNow());
  }

  /** Whether a row is of a file that is small, and far. */
  private static boolean isSuited(InternalRow row) {
    long length = row.getLong(FileRows.LENGTH);
    return length <= Math.min(LARGEST, Budget.available() / (4 * FILES))
        && !row.getUTF8String(FileRows.FILE).toString().startsWith("file:");
  }

  @Override
  public boolean hasNext() {
    return !next.isEmpty() || rows.hasNext();
  }

  @Override
  public InternalRow next() {
    while (next.size() < FILES && rows.hasNext()) {
      InternalRow row = rows.next().copy();
      next.add(isSuited(row) && wanted.test(row) ? asked(row) : row);
    }
    return next.remove();
  }

  private InternalRow asked(InternalRow row) {
    Path path = new Path(row.getUTF8String(FileRows.FILE).toString());
    int length = (int) row.getLong(FileRows.LENGTH);
    return new Asked(row, threads.submit(() -> FileReader.content(path, length, hadoop)));
  }

  /** The bytes of a row's file, which may be on their way. */
  static byte[] content(InternalRow row, Path path, int length, Configuration hadoop)
      throws IOException {
    if (!(row instanceof Asked asked)) {
      return FileReader.content(path, length, hadoop);
    }
    try {
      return asked.content.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskKilledException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw (Error) e.getCause(); // memory that ran out
    }
  }
}
