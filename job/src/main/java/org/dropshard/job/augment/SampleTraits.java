package org.dropshard.job.augment;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.SampleCounts.Trait;

/**
 * What is counted of samples, where somebody expects something of it.
 *
 * @param counts whether anything is
 * @param label where rows hold the column {@code label}; −1: they have none
 * @param type its type
 */
record SampleTraits(boolean counts, int label, DataType type) implements Serializable {
  private static final String LABEL = "label";

  static SampleTraits of(Source source, boolean counts) {
    StructField[] columns = source.passThrough().fields();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].name().equals(LABEL)) {
        return new SampleTraits(counts, source.ordinals()[i], columns[i].dataType());
      }
    }
    return new SampleTraits(counts, -1, null);
  }

  void add(Sample sample, SampleCounts to) {
    if (!counts) {
      return;
    }
    to.add(Trait.SHAPES, Arrays.toString(sample.tensor().shape()), 1);
    to.add(Trait.TYPES, sample.tensor().dtype().label(), 1);
    if (label >= 0) {
      InternalRow row = sample.source();
      to.add(Trait.LABELS, String.valueOf(row.get(label, type)), 1);
    }
  }
}
