package org.dropshard.job.augment;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.types.BooleanType$;
import org.apache.spark.sql.types.ByteType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType$;
import org.apache.spark.sql.types.LongType$;
import org.apache.spark.sql.types.ShortType$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.format.TensorNames;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleSelection;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;

/**
 * The columns of the output: those that pass through, the tensor and what its format keeps beside
 * it, {@code sample_id} and {@code copy}, and {@code split} if there is one.
 *
 * @param files the columns in the files
 * @param from where each comes from: a column of the source's rows, or one of the constants here
 * @param folders the columns that become folders
 * @param folderFrom where each of those comes from, likewise
 * @param keyFrom where the source's rows hold what names a sample in a shard, or −1
 * @param copies copies of each sample
 * @param beside the columns that hold a part of the tensor
 * @param nullRule why integers and booleans cannot be null; null: they can
 * @param selection knows the part of a split that a sample belongs to
 */
record OutputColumns(
    StructType files,
    int[] from,
    StructType folders,
    int[] folderFrom,
    int keyFrom,
    int copies,
    List<TensorNames.Beside> beside,
    String nullRule,
    SampleSelection selection)
    implements Serializable {
  static final int TENSOR = -1;
  static final int SAMPLE_ID = -2;
  static final int COPY = -3;
  static final int KEY = -4;
  static final int PART = -5;
  static final int MASK = -6;

  /** The first column of other tensors that are dropped too; the next is one less, boxes last. */
  static final int ALSO = -1000;

  /** The first column that holds a part of the tensor; the next is one less. */
  static final int BESIDE = -7;

  /** Which way the tensors go. */
  enum Direction {
    /** Samples become copies. */
    FORWARD,
    /** Gradients of copies stay gradients of those copies. */
    BACK
  }

  static final List<DataType> FOLDER_TYPES =
      List.of(
          BooleanType$.MODULE$,
          ByteType$.MODULE$,
          ShortType$.MODULE$,
          IntegerType$.MODULE$,
          LongType$.MODULE$);

  /** Whether there is a column of masks. */
  boolean hasMask() {
    return IntStream.of(from).anyMatch(i -> i == MASK);
  }

  private boolean hasPart() {
    return IntStream.concat(IntStream.of(from), IntStream.of(folderFrom)).anyMatch(i -> i == PART);
  }

  /**
   * Folders one after the other within a partition, so that one shard is open at a time; of each
   * part of a split one.
   */
  Dataset<Row> sorted(Dataset<Row> rows) {
    Column[] sorted =
        IntStream.range(0, folderFrom.length)
            .filter(i -> folderFrom[i] != PART)
            .mapToObj(i -> rows.col(QuotingUtils.quoteIdentifier(folders.apply(i).name())))
            .toArray(Column[]::new);
    return sorted.length == 0 ? rows : rows.sortWithinPartitions(sorted);
  }

  /** How many folders rows come in at a time. */
  int foldersAtOnce() {
    return IntStream.of(folderFrom).anyMatch(i -> i == PART) ? selection.parts().size() : 1;
  }

  /** The name of the tensor column. */
  String tensorColumn() {
    for (int i = 0; i < from.length; i++) {
      if (from[i] == TENSOR) {
        return files.apply(i).name();
      }
    }
    throw new IllegalStateException("Cannot find the tensor column");
  }

  /** The part of the split that a sample belongs to; null: there is none. */
  String part(Sample sample) {
    return hasPart() ? selection.part(sample.id(), sample.source()) : null;
  }

  /**
   * The row of one copy.
   *
   * @param part of the split, or null
   * @param cell the tensor as its column holds it
   * @param tensor its type and shape
   * @param mask what stands in the column of masks, or null
   * @param also what stands in the columns of other tensors, and of shares of boxes
   */
  InternalRow row(
      Sample sample,
      String part,
      int copy,
      Object cell,
      Tensor tensor,
      Object mask,
      Object[] also) {
    InternalRow source = sample.source();
    Object[] values = new Object[from.length];
    for (int i = 0; i < from.length; i++) {
      values[i] =
          switch (from[i]) {
            case TENSOR -> cell;
            case SAMPLE_ID -> sample.id();
            case PART -> UTF8String.fromString(part);
            case COPY -> copy;
            case MASK -> mask;
            case KEY -> UTF8String.fromString(key(source, sample.id(), copy));
            default ->
                from[i] <= ALSO
                    ? also[ALSO - from[i]]
                    : from[i] <= BESIDE
                        ? beside.get(BESIDE - from[i]).value().apply(tensor)
                        : source.isNullAt(from[i])
                            ? null
                            : source.get(from[i], files.apply(i).dataType());
          };
    }
    return new GenericInternalRow(values);
  }

  /**
   * The source's own key, or the sample's id; with the copy's number if there are more than one.
   */
  private String key(InternalRow source, long sampleId, int copy) {
    String key =
        keyFrom < 0 || source.isNullAt(keyFrom)
            ? String.format("%016x", sampleId)
            : source.getUTF8String(keyFrom).toString();
    return copies == 1 ? key : key + String.format("_%03d", copy);
  }

  /**
   * Refuses a value that the output cannot hold: a null in a format that has none, and empty text
   * in a folder's name, where it would be read as null.
   *
   * @throws IllegalArgumentException naming the column
   */
  void check(InternalRow source) {
    for (int i = 0; i < folderFrom.length; i++) {
      StructField field = folders.apply(i);
      if (folderFrom[i] >= 0
          && field.dataType() instanceof StringType
          && !source.isNullAt(folderFrom[i])
          && source.getUTF8String(folderFrom[i]).numBytes() == 0) {
        throw Invalid.argument(
            "value", "column " + field.name() + " is empty", "a folder's name has no such value");
      }
    }
    for (int i = 0; nullRule != null && i < from.length; i++) {
      if (FOLDER_TYPES.contains(files.apply(i).dataType())
          && from[i] >= 0
          && source.isNullAt(from[i])) {
        throw Invalid.argument("value", "column " + files.apply(i).name() + " is null", nullRule);
      }
    }
  }

  /**
   * The folder of a row, as Spark names it, or null if the output has none.
   *
   * @param part of the split, or null
   */
  String folder(InternalRow source, String part) {
    if (folderFrom.length == 0) {
      return null;
    }
    String[] parts = new String[folderFrom.length];
    Arrays.setAll(
        parts,
        i -> {
          StructField field = folders.apply(i);
          if (folderFrom[i] == PART) {
            return ExternalCatalogUtils.getPartitionPathString(field.name(), part);
          }
          Object value =
              source.isNullAt(folderFrom[i]) ? null : source.get(folderFrom[i], field.dataType());
          return ExternalCatalogUtils.getPartitionPathString(
              field.name(), value == null ? null : value.toString());
        });
    return String.join("/", parts);
  }
}
