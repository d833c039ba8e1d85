package org.dropshard.job.verify;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.read.sample.ForwardingSink;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;

/** Reads gradients; those that suit no row of their run are bad records. */
final class GradientReader implements SampleReader {
  private static final long serialVersionUID = 1L;

  /** What names a row of a run. */
  record Row(long sampleId, int copy) implements Serializable {}

  /**
   * How the run's rows and the gradients of one name compare.
   *
   * @param came how many gradients there are
   * @param made how many rows the run has
   * @param shapes their shapes
   */
  record Expected(long came, long made, List<String> shapes) implements Serializable {
    /** Why a gradient of a shape is refused; null: it is not. */
    String refusal(Sample sample, int copy) {
      if (made == 0) {
        return "Invalid gradient: the run has no row of its sample id, copy " + copy;
      }
      if (came > made) {
        return "Invalid gradient: "
            + came
            + " of one sample id, copy "
            + copy
            + " (the run has "
            + made
            + ")";
      }
      return shapes.contains(Arrays.toString(sample.tensor().shape()))
          ? null
          : "Invalid gradient: "
              + sample.tensor()
              + " (the output was "
              + String.join(" or ", shapes)
              + ")";
    }
  }

  private final SampleReader reader;
  private final int copyOrdinal;
  private final HashMap<Row, Expected> refused;

  /**
   * @param copyOrdinal the column that says which copy a row is of; −1: all are of copy 0
   * @param refused the rows whose gradients may be bad
   */
  GradientReader(SampleReader reader, int copyOrdinal, Map<Row, Expected> refused) {
    this.reader = reader;
    this.copyOrdinal = copyOrdinal;
    this.refused = new HashMap<>(refused);
  }

  @Override
  public void read(InternalRow row, Sink sink) throws IOException {
    reader.read(
        row,
        new ForwardingSink(sink) {
          @Override
          public void sample(Sample sample) throws IOException {
            String refusal = refusal(sample);
            if (refusal == null) {
              super.sample(sample);
            } else {
              bad(sample.bad(refusal));
            }
          }
        });
  }

  private String refusal(Sample sample) {
    InternalRow row = sample.source();
    if (copyOrdinal >= 0 && row.isNullAt(copyOrdinal)) {
      return null; // refused elsewhere
    }
    int copy = copyOrdinal < 0 ? 0 : row.getInt(copyOrdinal);
    Expected expected = refused.get(new Row(sample.id(), copy));
    return expected == null ? null : expected.refusal(sample, copy);
  }
}
