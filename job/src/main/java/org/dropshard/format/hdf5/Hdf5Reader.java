package org.dropshard.format.hdf5;

import java.io.IOException;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FilePart;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordReader;

/** Some of a file's rows. */
final class Hdf5Reader implements RecordReader {
  private final Hdf5File file;
  private final Hdf5Column[] columns;
  private final long first;
  private final long end;
  private long next;

  Hdf5Reader(Hdf5File file, Hdf5Columns all, FilePart part, StructType wanted) throws IOException {
    this.file = file;
    this.columns = new Hdf5Column[wanted.length()];
    GlobalHeap texts = new GlobalHeap(file);
    for (int i = 0; i < columns.length; i++) {
      StructField field = wanted.apply(i);
      for (Hdf5Dataset dataset : all.datasets()) {
        if (dataset.name().equals(field.name())) {
          columns[i] = new Hdf5Column(file, dataset, texts);
          if (!columns[i].is(field.dataType())) {
            throw Hdf5File.invalid("dataset " + dataset + " is no " + field.dataType().sql(), 0);
          }
        }
      }
    }
    this.first = part.first(all.rows());
    this.end = part.end(all.rows());
    this.next = first;
  }

  @Override
  public long first() {
    return first;
  }

  /** What is wrong with one row is said of each: so it is for any parts. */
  @Override
  public boolean next(Object[] values) throws IOException {
    if (next >= end) {
      return false;
    }
    long row = next++;
    try {
      for (int i = 0; i < columns.length; i++) {
        values[i] = columns[i] == null ? null : columns[i].value(row, end);
      }
    } catch (MalformedRecordException e) {
      throw MalformedRecordException.one(e.getMessage(), e.offset());
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
