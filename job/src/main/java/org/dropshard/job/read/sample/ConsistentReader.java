package org.dropshard.job.read.sample;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.tensor.Nodata;

/**
 * Refuses the samples of files that say another thing of themselves than the first ones, where a
 * run goes by it. Files that say nothing pass.
 *
 * @param nodata the value for no data, as it was written; null: the run has its own
 * @param channels what channels are called, in their order; empty: the run has its own names
 */
record ConsistentReader(SampleReader all, String nodata, List<String> channels)
    implements LayeredReader {
  @Override
  public void read(InternalRow row, Sink sink) throws IOException {
    all.read(
        row,
        new ForwardingSink(sink) {
          private String value; // of no data, where it is another one
          private List<String> names = List.of();

          @Override
          public void pages(int count, Optional<String> said) {
            value = said.filter(text -> nodata != null && !isSame(text, nodata)).orElse(null);
            super.pages(count, said);
          }

          @Override
          public void channels(List<String> said) {
            names = channels.isEmpty() || said.equals(channels) ? List.of() : said;
            super.channels(said);
          }

          @Override
          public void sample(Sample sample) throws IOException {
            if (value != null) {
              bad(sample.bad(differs("nodata", value, nodata)));
            } else if (!names.isEmpty()) {
              String own = String.join(", ", names);
              bad(sample.bad(differs("channel names", own, String.join(", ", channels))));
            } else {
              super.sample(sample);
            }
          }
        });
  }

  private static String differs(String what, String own, String first) {
    return "Invalid " + what + ": " + own + " (the first files have " + first + ")";
  }

  private static boolean isSame(String a, String b) {
    try {
      return Double.compare(Nodata.of(a).value(), Nodata.of(b).value()) == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
