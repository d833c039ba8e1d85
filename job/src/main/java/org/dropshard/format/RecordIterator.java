package org.dropshard.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.AbstractIterator;

/** The rows of one file: its records, and what the mode makes of those that cannot be read. */
final class RecordIterator extends AbstractIterator<InternalRow> {
  private final RecordReader reader;
  private final RecordColumns columns;
  private final FormatOptions.Mode mode;
  private final Object[] values;
  private long index = -1;
  private InternalRow row;
  private boolean ended;

  RecordIterator(RecordReader reader, RecordColumns columns, FormatOptions.Mode mode) {
    this.reader = reader;
    this.columns = columns;
    this.mode = mode;
    this.values = new Object[columns.wanted().length()];
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) context -> close());
    }
  }

  @Override
  public boolean hasNext() {
    while (row == null && !ended) {
      read();
    }
    return row != null;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new java.util.NoSuchElementException();
    }
    InternalRow next = row;
    row = null;
    return next;
  }

  private void read() {
    index++;
    try {
      java.util.Arrays.fill(values, null);
      if (reader.next(values)) {
        row = row(null);
      } else {
        close();
      }
    } catch (MalformedRecordException e) {
      String what = e.getMessage() + ", byte " + e.offset();
      if (mode == FormatOptions.Mode.FAILFAST) {
        close();
        throw failure(what + ", record " + (reader.first() + index), e);
      }
      if (mode == FormatOptions.Mode.PERMISSIVE) {
        java.util.Arrays.fill(values, null);
        row = row(what);
      }
      if (e.isLast()) {
        close();
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  /** The innermost message is the one that says where: what led to it is set aside. */
  static UncheckedIOException failure(String what, Exception cause) {
    IOException failure = new IOException(what);
    failure.addSuppressed(cause);
    return new UncheckedIOException(failure);
  }

  private InternalRow row(String corrupt) {
    Object[] all = new Object[columns.length()];
    for (int i = 0; i < values.length; i++) {
      all[columns.ordinal(i)] = values[i];
    }
    if (columns.indexOrdinal() >= 0) {
      all[columns.indexOrdinal()] = reader.first() + index;
    }
    if (columns.corruptOrdinal() >= 0 && corrupt != null) {
      all[columns.corruptOrdinal()] = UTF8String.fromString(corrupt);
    }
    return new GenericInternalRow(all);
  }

  private void close() {
    TaskContext task = TaskContext.get();
    if (task != null && !ended) {
      PassedOver.of(task).add(reader.passed());
    }
    ended = true;
    try {
      reader.close();
    } catch (IOException e) {
      // What was wanted of the file has been read.
    }
  }
}
