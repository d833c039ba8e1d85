package org.dropshard.job.engine;

import java.util.Properties;
import org.apache.spark.SparkContext;

/**
 * A part of a run, for those who watch it. The Spark jobs that a thread starts meanwhile are known
 * by it; jobs of no phase look at the input first.
 *
 * @param number which one, from 1
 * @param of how many there are; 0 if nobody knows
 */
public record Phase(int number, int of) {
  private static final String PROPERTY = "dropshard.phase";

  /** Puts back what was before. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Begins a phase, unless this thread is in one. */
  public static Scope begin(SparkContext context, int number, int of) {
    if (context.getLocalProperty(PROPERTY) != null) {
      return () -> {};
    }
    context.setLocalProperty(PROPERTY, number + "/" + of);
    return () -> context.setLocalProperty(PROPERTY, null);
  }

  /** The phase of a job by its properties; null if it has none. */
  static Phase of(Properties properties) {
    String text = properties == null ? null : properties.getProperty(PROPERTY);
    if (text == null) {
      return null;
    }
    int slash = text.indexOf('/');
    return new Phase(
        Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }
}
