package org.dropshard.format;

import java.io.IOException;

/** Opens a file when its first record is asked for, so that what is wrong with it is a record's. */
final class LateReader implements RecordReader {
  /** Opens the file. */
  interface Opening {
    RecordReader open() throws IOException;
  }

  private final Opening opening;
  private RecordReader reader;

  LateReader(Opening opening) {
    this.opening = opening;
  }

  @Override
  public boolean next(Object[] values) throws IOException {
    if (reader == null) {
      reader = opening.open();
    }
    return reader.next(values);
  }

  @Override
  public long first() {
    return reader == null ? 0 : reader.first();
  }

  @Override
  public PassedOver passed() {
    return reader == null ? new PassedOver() : reader.passed();
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
