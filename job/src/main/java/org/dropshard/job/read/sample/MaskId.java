package org.dropshard.job.read.sample;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;

/**
 * The id that decides a sample's mask.
 *
 * @param share who shares one
 * @param group the group's column, for {@link Share.Scope#GROUP}; else null
 */
public record MaskId(Share share, SampleKey group) implements Serializable {

  /**
   * @param rows the columns there are
   * @param key the column that identifies samples; null: the path
   * @throws JobException if the group's column is missing, or batches are asked of ids that are
   *     hashes
   */
  public static MaskId of(Share share, StructType rows, SampleKey key) {
    if (share.scope() == Share.Scope.BATCH && (key == null || !key.isIntegral())) {
      throw JobException.usage(
          "Invalid --share: "
              + share.label()
              + " (needs an integral --key: hashes have no neighbours)");
    }
    if (share.scope() != Share.Scope.GROUP) {
      return new MaskId(share, null);
    }
    return new MaskId(share, key(share.column(), rows));
  }

  /** The key in a column of the rows. */
  public static SampleKey key(String column, StructType rows) {
    for (int i = 0; i < rows.length(); i++) {
      StructField field = rows.apply(i);
      if (field.name().equals(column)) {
        return new SampleKey(column, i, field.dataType());
      }
    }
    throw JobException.input(
        "Invalid column: " + column + " (there are " + String.join(", ", rows.fieldNames()) + ")");
  }

  /** Whether the row says who its group is. */
  public boolean isKnown(InternalRow row) {
    return group == null || !row.isNullAt(group.ordinal());
  }

  public long of(long sampleId, InternalRow row) {
    return switch (share.scope()) {
      case SAMPLE -> sampleId;
      case BATCH -> Math.floorDiv(sampleId, share.batchSize());
      case GROUP -> group.id(row);
      case DATASET -> 0;
    };
  }
}
