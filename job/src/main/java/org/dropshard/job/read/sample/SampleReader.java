package org.dropshard.job.read.sample;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;

/** Turns rows of a {@link Source} into samples, in a task. */
public interface SampleReader extends Serializable {
  /** Takes what a row holds. */
  interface Sink {
    void sample(Sample sample) throws IOException;

    void bad(BadRecord record) throws IOException;

    /**
     * Whether a sample is to be read. It is asked before anything of its tensor is looked at; a
     * sample that is not wanted is handed on neither as one nor as a bad record.
     */
    default boolean wants(long id) {
      return true;
    }

    /** Notes a sample that the input's selection leaves out. */
    default void unselected() {}

    /**
     * Notes what a picture file says of itself, before its samples come.
     *
     * @param count its pages or frames, read or not
     * @param nodata the value that stands for no data there
     */
    default void pages(int count, Optional<String> nodata) {}

    /** Notes what a file calls the channels of its samples, before they come. */
    default void channels(List<String> names) {}
  }

  /** Takes good samples, and passes over bad records. */
  @FunctionalInterface
  interface GoodSamples extends Sink {
    @Override
    default void bad(BadRecord record) {}
  }

  /** Whether a row may stand for a part of a file of many samples. */
  default boolean readsBatches() {
    return false;
  }

  /** The file that a row is, or is a part of; empty: Spark knows it. */
  default Optional<String> file(InternalRow row) {
    return Optional.empty();
  }

  /**
   * A task's rows, in their order, some of them asked for before their turn.
   *
   * @param wanted whether the sample of an id will be read
   */
  default Iterator<InternalRow> ahead(
      Iterator<InternalRow> rows, LongPredicate wanted, TaskContext task) {
    return rows;
  }

  /** Hands on the row's samples, bad ones included, in order. */
  void read(InternalRow row, Sink sink) throws IOException;
}
