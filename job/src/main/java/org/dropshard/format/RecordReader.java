package org.dropshard.format;

import java.io.Closeable;
import java.io.IOException;

/** The records of one file, from first to last. */
public interface RecordReader extends Closeable {
  /**
   * Reads the next record.
   *
   * @param values takes the value of each wanted column, as Spark holds it; null where there is
   *     none
   * @return whether there was one
   * @throws MalformedRecordException if the record is not what it should be; unless that says
   *     otherwise, the next call goes on behind it
   * @throws IOException if the file cannot be read
   */
  boolean next(Object[] values) throws IOException;

  /** The number of the first record in its file, once one was asked for. */
  default long first() {
    return 0;
  }

  /** Members of an archive that are no record's, as far as it was read. */
  default PassedOver passed() {
    return new PassedOver();
  }

  /** A file of no records. */
  static RecordReader none() {
    return new RecordReader() {
      @Override
      public boolean next(Object[] values) {
        return false;
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
