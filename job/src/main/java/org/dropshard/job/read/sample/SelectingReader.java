package org.dropshard.job.read.sample;

import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/** Reads those samples alone that are selected. */
record SelectingReader(SampleReader all, SampleSelection selection) implements SampleReader {
  @Override
  public boolean readsBatches() {
    return all.readsBatches();
  }

  @Override
  public void read(InternalRow row, Sink sink) throws IOException {
    all.read(
        row,
        new Sink() {
          @Override
          public boolean wants(long id) {
            if (selection.takes(id)) {
              return sink.wants(id);
            }
            sink.unselected();
            return false;
          }

          @Override
          public void sample(Sample sample) throws IOException {
            sink.sample(sample);
          }

          @Override
          public void bad(BadRecord record) throws IOException {
            sink.bad(record);
          }

          @Override
          public void pages(int count, Optional<String> nodata) {
            sink.pages(count, nodata);
          }
        });
  }
}
