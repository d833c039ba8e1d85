package org.dropshard.format.parquet;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.execution.RowToColumnConverter;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.vectorized.ColumnVectorUtils;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.dropshard.format.SmallFile;

/**
 * A small file as one of Spark's batches, by Parquet's record reader: of a few rows, Spark's reader
 * takes ten times as long to set up as to read.
 */
final class SmallBatch {
  private static final int MOST_ROWS = 4096;

  /** Of columns as they are when unpacked. */
  private static final long MOST_BYTES = 8L << 20;

  private SmallBatch() {}

  /**
   * Reads a file.
   *
   * @param required its columns, as Spark's reader would be asked for them
   * @param partition those of its folders, which come last
   * @return null: the file is larger than it looks, or has types that Spark has to read
   */
  static ColumnarBatch of(
      PartitionedFile part, StructType required, StructType partition, Configuration hadoop)
      throws IOException {
    try (ParquetFileReader file =
        ParquetFileReader.open(
            SmallFile.open(part.toPath(), part.fileSize(), hadoop),
            HadoopReadOptions.builder(hadoop, part.toPath()).build())) {
      List<BlockMetaData> groups = file.getRowGroups();
      if (groups.stream().mapToLong(BlockMetaData::getTotalByteSize).sum() > MOST_BYTES
          || file.getRecordCount() > MOST_ROWS
          || !Arrays.stream(required.fields()).allMatch(field -> isPlain(file, field))) {
        return null;
      }
      int count = (int) file.getRecordCount();
      OnHeapColumnVector[] columns =
          OnHeapColumnVector.allocateColumns(Math.max(1, count), required);
      RowToColumnConverter converter = new RowToColumnConverter(required);
      RecordRows rows = new RecordRows(file, required);
      while (rows.hasNext()) {
        converter.convert(rows.next(), columns);
      }
      ColumnVector[] all =
          Arrays.copyOf(columns, columns.length + partition.length(), ColumnVector[].class);
      for (int i = 0; i < partition.length(); i++) {
        ConstantColumnVector folder =
            new ConstantColumnVector(count, partition.apply(i).dataType());
        ColumnVectorUtils.populate(folder, part.partitionValues(), i);
        all[columns.length + i] = folder;
      }
      return new ColumnarBatch(all, count);
    }
  }

  /** Whether a column is of one name and of types that leave nothing to a reader's settings. */
  private static boolean isPlain(ParquetFileReader file, StructField field) {
    List<Type> named =
        file.getFileMetaData().getSchema().getFields().stream()
            .filter(type -> type.getName().equalsIgnoreCase(field.name()))
            .toList();
    return named.isEmpty()
        || named.size() == 1
            && named.get(0).getName().equals(field.name())
            && isPlain(named.get(0));
  }

  private static boolean isPlain(Type type) {
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    if (type.isPrimitive()) {
      return isPlainLeaf(type.asPrimitiveType());
    }
    if (!(type.getLogicalTypeAnnotation()
        instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation)) {
      return false;
    }
    Type repeated = type.asGroupType().getType(0);
    return !repeated.isPrimitive()
        && repeated.getName().toLowerCase(Locale.ROOT).equals("list")
        && repeated.asGroupType().getFieldCount() == 1
        && isPlain(repeated.asGroupType().getType(0));
  }

  private static boolean isPlainLeaf(PrimitiveType leaf) {
    LogicalTypeAnnotation meaning = leaf.getLogicalTypeAnnotation();
    return switch (leaf.getPrimitiveTypeName()) {
      case BOOLEAN, FLOAT, DOUBLE -> meaning == null;
      case INT32, INT64 ->
          meaning == null || meaning instanceof IntLogicalTypeAnnotation type && type.isSigned();
      case BINARY -> meaning == null || meaning instanceof StringLogicalTypeAnnotation;
      default -> false;
    };
  }
}
