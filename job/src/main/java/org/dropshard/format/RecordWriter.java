package org.dropshard.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;

/** Writes records to a file, one after the other. */
public abstract class RecordWriter extends OutputWriter implements SizedWriter {
  private final String path;
  private boolean closed;

  protected RecordWriter(String path) {
    this.path = path;
  }

  protected abstract void add(InternalRow row) throws IOException;

  /** Ends the file, once. */
  protected abstract void end() throws IOException;

  @Override
  public final void write(InternalRow row) {
    try {
      add(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final String path() {
    return path;
  }
}
