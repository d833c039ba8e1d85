package org.dropshard.job.verify;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.config.SelectConfig;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleSelection;
import org.dropshard.job.read.sample.Source;

/**
 * Whether rows of an output are of samples that its run selected, and of the right part of a split.
 *
 * @param selection the run's
 * @param ordinal where rows say their part
 */
record SelectionCheck(SampleSelection selection, int ordinal) implements Serializable {
  /**
   * @param output all its rows
   */
  static SelectionCheck of(Source output) {
    return new SelectionCheck(
        output.selection(), List.of(output.rows().columns()).indexOf(SelectConfig.COLUMN));
  }

  /** The part of the split that a row says it is of; null: there is no split. */
  String part(Sample sample) {
    if (selection.parts().isEmpty()) {
      return null;
    }
    InternalRow row = sample.source();
    return ordinal < 0 || row.isNullAt(ordinal) ? "none" : row.getUTF8String(ordinal).toString();
  }

  /** What is wrong with a row; null: nothing. */
  String difference(Sample sample) {
    if (!selection.takes(sample.id())) {
      return "sample was not selected";
    }
    String said = part(sample);
    if (said == null) {
      return null;
    }
    String part = selection.part(sample.id(), sample.source());
    return said.equals(part) ? null : "part of the split is " + said + ", not " + part;
  }
}
