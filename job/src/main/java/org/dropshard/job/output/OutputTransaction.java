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
public interface OutputTransaction extends AutoCloseable {
  /** Where shards are written. */
  Path folder();

  /** Whether shards may be renamed once they have appeared in {@link #folder}. */
  boolean isStaged();

  /** Where the output lies, or will lie. */
  Path output();

  /**
   * Called when all tasks have ended well, before their shards are made to appear.
   *
   * @throws JobException if the lock was lost to another run
   */
  void beforeShards() throws IOException;

  /**
   * Opens a file that appears with the output, in place of one of its name.
   *
   * @param name its path below the output
   */
  OutputStream create(String name) throws IOException;

  /** Where a file that {@link #create} made lies until the output has it. */
  Path written(String name);

  /** Writes a file of text as {@link #create} does. */
  default void write(String name, String text) throws IOException {
    try (OutputStream out = create(name)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Makes the run a part of the output.
   *
   * @throws JobException if the lock was lost to another run
   */
  void commit() throws IOException;

  /** Removes what was not committed, and the lock. */
  @Override
  void close() throws IOException;
}
