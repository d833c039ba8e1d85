package org.dropshard.job.read.sample;

import java.io.Serializable;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;

/**
 * The 64-bit ids of the mask contract, from key, path and row: a sample's own, and the one that
 * decides its mask. Of a key column an integral value is the id itself, a string or binary value is
 * hashed: XXH64 with seed 42, which is Spark's {@code xxhash64}. Without one the sample's name is
 * hashed: its file's path below the input, with {@code #} and the row's number where a file holds
 * many. Nothing else in the job makes ids.
 */
public final class SampleIds implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The samples' key; null: their names. */
  private final KeyColumn key;

  private final Share share;

  /** The groups' key, for {@link Share.Scope#GROUP}; else null. */
  private final KeyColumn group;

  /** What stays together in a split; null: nothing. */
  private final KeyColumn splitGroup;

  private SampleIds(KeyColumn key, Share share, KeyColumn group, KeyColumn splitGroup) {
    this.key = key;
    this.share = share;
    this.group = group;
    this.splitGroup = splitGroup;
  }

  /**
   * @param key the column that identifies samples; empty: their names do
   * @param share who shares a mask
   * @param rows the columns there are
   * @throws JobException if a column is missing or its type identifies nothing, or batches are
   *     asked of ids that are hashes
   */
  public static SampleIds of(Optional<String> key, Share share, StructType rows) {
    KeyColumn column = key.map(name -> KeyColumn.of(name, rows)).orElse(null);
    if (share.scope() == Share.Scope.BATCH && (column == null || !column.isIntegral())) {
      throw JobException.invalid(
          "--share", share.label(), "needs an integral --key: hashes have no neighbours");
    }
    boolean groups = share.scope() == Share.Scope.GROUP;
    return new SampleIds(column, share, groups ? KeyColumn.of(share.column(), rows) : null, null);
  }

  /**
   * The same where the samples of a group stay together in a split.
   *
   * @throws JobException if the column is missing or its type identifies nothing
   */
  public SampleIds splitBy(Optional<String> column, StructType rows) {
    return new SampleIds(
        key, share, group, column.map(name -> KeyColumn.of(name, rows)).orElse(null));
  }

  /** The sample ids of a key column, as an expression. */
  public static Column column(Dataset<Row> rows, String key) {
    return KeyColumn.id(
        rows.col(QuotingUtils.quoteIdentifier(key)), rows.schema().apply(key).dataType());
  }

  /**
   * @param path below the input, decoded
   * @param row from 0
   * @return the name of a row of a file of many samples
   */
  public static String name(String path, long row) {
    return path + "#" + row;
  }

  /** Whether neither key nor a group is null. */
  public boolean isKnown(InternalRow row) {
    return isKnown(key, row) && isKnown(group, row) && isKnown(splitGroup, row);
  }

  private static boolean isKnown(KeyColumn column, InternalRow row) {
    return column == null || !row.isNullAt(column.ordinal());
  }

  /** What is wrong with a row that is not known. */
  public String unknown(InternalRow row) {
    if (!isKnown(key, row)) {
      return "Invalid key: " + key.name() + " is null";
    }
    return "Invalid group: " + (isKnown(group, row) ? splitGroup : group).name() + " is null";
  }

  /**
   * The sample's id.
   *
   * @param row known
   * @param name the sample's name, for which only the keyless are asked
   */
  public long id(InternalRow row, Supplier<String> name) {
    return key != null ? key.id(row) : KeyColumn.hash(name.get());
  }

  /**
   * The id that decides the sample's mask.
   *
   * @param id the sample's own
   * @param row known
   */
  public long maskId(long id, InternalRow row) {
    return switch (share.scope()) {
      case SAMPLE -> id;
      case BATCH -> Math.floorDiv(id, share.batchSize());
      case GROUP -> group.id(row);
      case DATASET -> 0;
    };
  }

  /**
   * The id that decides which part of a split the sample belongs to: its own, or its group's.
   *
   * @param id the sample's own
   * @param row known
   */
  long splitId(long id, InternalRow row) {
    return splitGroup == null ? id : splitGroup.id(row);
  }

  /** What identifies the sample, as a person would name it. */
  public String text(InternalRow row, Supplier<String> name) {
    return key != null ? key.text(row) : name.get();
  }
}
