package org.dropshard.job.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.JobException;

/**
 * One run's share of an output, from nothing to whole. In order: shards are written below {@link
 * #folder} by Spark's commit protocol, {@link #beforeShards} announces that they are about to
 * appear there, the protocol's job commit makes them appear, {@link #create} takes the run's
 * account, {@link #commit} makes all of it the output. Without {@code commit}, {@link #close}
 * leaves the output as it was; what a killed process leaves behind, the next run under the same
 * lock clears up.
 */
public abstract class OutputTransaction implements AutoCloseable {
  final OutputSession session;

  OutputTransaction(OutputSession session) {
    this.session = session;
  }

  /** Where the output lies, or will lie. */
  Path output() {
    return session.output();
  }

  /** Where shards are written. */
  public abstract Path folder();

  /** Whether shards may be renamed once they have appeared in {@link #folder}. */
  public boolean isStaged() {
    return true;
  }

  /**
   * Called when all tasks have ended well, before their shards are made to appear.
   *
   * @throws JobException if the lock was lost to another run
   */
  public void beforeShards() throws IOException {
    session.check();
  }

  /**
   * Opens a file that appears with the output, in place of one of its name.
   *
   * @param name its path below the output
   */
  public OutputStream create(String name) throws IOException {
    return session.fileSystem().create(written(name), true);
  }

  /** Where a file that {@link #create} made lies until the output has it. */
  public abstract Path written(String name);

  /** Writes a file of text as {@link #create} does. */
  public void write(String name, String text) throws IOException {
    try (OutputStream out = create(name)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Makes the run a part of the output.
   *
   * @throws JobException if the lock was lost to another run
   */
  public abstract void commit() throws IOException;

  /** Removes what was not committed, and the lock. */
  @Override
  public abstract void close() throws IOException;
}
