package org.dropshard.job.read.sample;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;

/** Turns rows of a {@link Source} into samples, in a task. */
public interface SampleReader extends Serializable {
  /** Takes what a row holds. */
  interface Sink {
    void sample(Sample sample) throws IOException;

    void bad(BadRecord record) throws IOException;
  }

  /** Whether a row may stand for a part of a file of many samples. */
  default boolean readsBatches() {
    return false;
  }

  /** Hands on the row's samples, bad ones included, in order. */
  void read(InternalRow row, Sink sink) throws IOException;
}
