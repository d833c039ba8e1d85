package org.dropshard.job.read.sample;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;

/** A reader on top of another one, whose rows it reads. */
interface LayeredReader extends SampleReader {
  /** The reader beneath. */
  SampleReader all();

  @Override
  default boolean readsBatches() {
    return all().readsBatches();
  }

  @Override
  default Optional<String> file(InternalRow row) {
    return all().file(row);
  }

  @Override
  default Iterator<InternalRow> ahead(
      Iterator<InternalRow> rows, LongPredicate wanted, TaskContext task) {
    return all().ahead(rows, wanted, task);
  }
}
