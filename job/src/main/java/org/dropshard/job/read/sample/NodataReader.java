package org.dropshard.job.read.sample;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.tensor.Nodata;

/**
 * Refuses the samples of files that have another value for no data than the first.
 *
 * @param first what that is, as it was written
 */
record NodataReader(SampleReader all, String first) implements SampleReader {
  @Override
  public boolean readsBatches() {
    return all.readsBatches();
  }

  @Override
  public Optional<String> file(InternalRow row) {
    return all.file(row);
  }

  @Override
  public void read(InternalRow row, Sink sink) throws IOException {
    all.read(
        row,
        new Sink() {
          private String other;

          @Override
          public void pages(int count, Optional<String> said) {
            other = said.filter(text -> !isNodata(text)).orElse(null);
            sink.pages(count, said);
          }

          @Override
          public void sample(Sample sample) throws IOException {
            if (other == null) {
              sink.sample(sample);
            } else {
              sink.bad(
                  sample.bad("Invalid nodata: " + other + " (the first files have " + first + ")"));
            }
          }

          @Override
          public void bad(BadRecord record) throws IOException {
            sink.bad(record);
          }

          @Override
          public boolean wants(long id) {
            return sink.wants(id);
          }

          @Override
          public void unselected() {
            sink.unselected();
          }

          @Override
          public void channels(List<String> names) {
            sink.channels(names);
          }
        });
  }

  private boolean isNodata(String text) {
    try {
      return Double.compare(Nodata.of(text).value(), Nodata.of(first).value()) == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
