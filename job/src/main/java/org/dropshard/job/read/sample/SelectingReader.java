package org.dropshard.job.read.sample;

import java.io.IOException;
import java.util.Iterator;
import java.util.function.LongPredicate;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;

/** Reads those samples alone that are selected. */
record SelectingReader(SampleReader all, SampleSelection selection) implements LayeredReader {
  @Override
  public Iterator<InternalRow> ahead(
      Iterator<InternalRow> rows, LongPredicate wanted, TaskContext task) {
    return all.ahead(rows, id -> selection.takes(id) && wanted.test(id), task);
  }

  @Override
  public void read(InternalRow row, Sink sink) throws IOException {
    all.read(
        row,
        new ForwardingSink(sink) {
          @Override
          public boolean wants(long id) {
            if (selection.takes(id)) {
              return super.wants(id);
            }
            unselected();
            return false;
          }
        });
  }
}
