package org.dropshard.job.read.table;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;

/** Reads the rows of a catalog's table. Without a key column they have all the same name. */
final class CatalogReader implements SampleReader {
  private static final long serialVersionUID = 1L;

  private final CellSamples samples;
  private final String table;

  CatalogReader(CellSamples samples, String table) {
    this.samples = samples;
    this.table = table;
  }

  @Override
  public void read(InternalRow row, Sink sink) throws IOException {
    samples.read(row, () -> table, () -> origin(row), sink);
  }

  private Sample.Origin origin(InternalRow row) {
    return new Sample.Origin(table, TableReader.NO_ROW, samples.ids().text(row, () -> table));
  }
}
