package org.dropshard.job.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.read.sample.SampleReader;

/** Rows that a sink makes of samples, read as they are asked for. */
final class PendingRows implements Iterator<Row> {
  private final Iterator<InternalRow> rows;
  private final SampleReader reader;
  private final SampleReader.Sink sink;
  private final List<Row> pending;
  private int next;

  /**
   * @param pending where the sink puts them
   */
  PendingRows(
      Iterator<InternalRow> rows, SampleReader reader, SampleReader.Sink sink, List<Row> pending) {
    this.rows = rows;
    this.reader = reader;
    this.sink = sink;
    this.pending = pending;
  }

  @Override
  public boolean hasNext() {
    while (next == pending.size() && rows.hasNext()) {
      pending.clear();
      next = 0;
      try {
        reader.read(rows.next(), sink);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return next < pending.size();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return pending.get(next++);
  }
}
