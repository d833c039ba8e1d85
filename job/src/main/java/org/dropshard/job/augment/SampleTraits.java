package org.dropshard.job.augment;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.dropshard.job.error.JobException;
import org.dropshard.job.expect.Expectations;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.SampleCounts.Trait;

/**
 * What is counted of samples, where somebody expects something of it.
 *
 * @param counts whether anything is
 * @param label where rows hold the label; −1: they have none
 * @param type its type
 * @param names what its numbers are called; empty: nothing says it
 */
record SampleTraits(boolean counts, int label, DataType type, List<String> names)
    implements Serializable {
  private static final List<String> USUAL = List.of("label", "class", "cls", "target");

  /** Nothing is counted. */
  static final SampleTraits NONE = new SampleTraits(false, -1, null, List.of());

  /**
   * Finds the label: the column that is asked for, what folders say, the only one whose numbers
   * have names, else that of a usual name.
   *
   * @throws JobException if labels are expected, or a column is asked for, and there is none
   */
  static SampleTraits of(Source source, Expectations expectations, boolean counts) {
    Optional<String> asked = expectations.labelColumn();
    StructField[] columns = source.passThrough().fields();
    int found = -1;
    for (int i = 0; i < columns.length && found < 0; i++) {
      if (asked.isPresent()
          ? columns[i].name().equals(asked.get())
          : !source.isTable() && source.ordinals()[i] == 1) {
        found = i;
      }
    }
    if (asked.isEmpty() && found < 0) {
      found = usual(source, columns);
    }
    boolean wanted = asked.isPresent() || expectations.ofLabels().isPresent();
    if (wanted && (found < 0 || !isLabel(columns[found]))) {
      throw JobException.usage(
          asked
                  .map(name -> "Invalid --label-column: " + name)
                  .orElseGet(() -> "Invalid --expect: " + expectations.ofLabels().get())
              + " (no column of labels is "
              + asked.orElse("named " + String.join(", ", USUAL))
              + "; "
              + (asked.isEmpty() ? "say it by --label-column, " : "")
              + "there are "
              + String.join(", ", source.passThrough().fieldNames())
              + ")");
    }
    return found < 0
        ? new SampleTraits(counts, -1, null, List.of())
        : new SampleTraits(
            counts,
            source.ordinals()[found],
            columns[found].dataType(),
            source.classNames().getOrDefault(columns[found].name(), List.of()));
  }

  private static int usual(Source source, StructField[] columns) {
    List<String> named =
        Arrays.stream(columns)
            .filter(SampleTraits::isLabel)
            .map(StructField::name)
            .filter(source.classNames()::containsKey)
            .toList();
    List<String> names = named.size() == 1 ? named : USUAL;
    for (String name : names) {
      for (int i = 0; i < columns.length; i++) {
        if (columns[i].name().equals(name) && isLabel(columns[i])) {
          return i;
        }
      }
    }
    return -1;
  }

  private static boolean isLabel(StructField column) {
    return column.dataType() instanceof StringType
        || column.dataType() instanceof IntegralType
        || column.dataType() instanceof BooleanType;
  }

  void add(Sample sample, SampleCounts to) {
    if (!counts) {
      return;
    }
    to.add(Trait.SHAPES, Arrays.toString(sample.tensor().shape()), 1);
    to.add(Trait.TYPES, sample.tensor().dtype().label(), 1);
    if (label >= 0) {
      InternalRow row = sample.source();
      to.add(Trait.LABELS, row.isNullAt(label) ? "null" : name(row.get(label, type)), 1);
    }
  }

  private String name(Object value) {
    return value instanceof Number number
            && number.longValue() >= 0
            && number.longValue() < names.size()
        ? names.get(number.intValue())
        : String.valueOf(value);
  }
}
