package org.dropshard.job.verify;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
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

  /**
   * What is wrong with a row; null: nothing.
   *
   * @param rows counts rows by part
   */
  String difference(Sample sample, Map<String, Long> rows) {
    if (!selection.takes(sample.id())) {
      return "sample was not selected";
    }
    if (selection.parts().isEmpty()) {
      return null;
    }
    InternalRow row = sample.source();
    String said =
        ordinal < 0 || row.isNullAt(ordinal) ? "none" : row.getUTF8String(ordinal).toString();
    rows.merge(said, 1L, Long::sum);
    String part = selection.part(sample.id(), row);
    return said.equals(part) ? null : "part of the split is " + said + ", not " + part;
  }
}
