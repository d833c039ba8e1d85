package org.dropshard.job.read.table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.LeafTypes;

/** The columns of a Parquet file as Spark holds them, those too whose types it does not read. */
final class FileSchema {
  private static final String SPARKS = "org.apache.spark.sql.parquet.row.metadata";

  private final ParquetToSparkSchemaConverter reading;
  private final SparkToParquetSchemaConverter writing;

  FileSchema(SQLConf conf) {
    reading = new ParquetToSparkSchemaConverter(conf);
    writing = new SparkToParquetSchemaConverter(conf);
  }

  /** The columns, each with its {@link LeafTypes} where Spark would write it as another type. */
  StructType of(FileMetaData file) {
    Map<String, StructField> sparks = new HashMap<>();
    String said = file.getKeyValueMetaData().get(SPARKS);
    if (said != null && DataType.fromJson(said) instanceof StructType columns) {
      Arrays.stream(columns.fields()).forEach(field -> sparks.put(field.name(), field));
    }
    StructType columns = new StructType();
    for (Type type : file.getSchema().getFields()) {
      columns = columns.add(field(type, sparks.get(type.getName())));
    }
    return columns;
  }

  private StructField field(Type type, StructField said) {
    Metadata metadata = said == null ? Metadata.empty() : said.metadata();
    DataType dataType = said != null && !isOdd(type) ? said.dataType() : dataType(type);
    StructField field = new StructField(type.getName(), dataType, true, metadata);
    List<String> leaves = LeafTypes.of(type, writing.convertField(field, false));
    return new StructField(field.name(), dataType, true, LeafTypes.with(metadata, leaves));
  }

  /** Whether Spark reads no column that holds such a leaf. */
  static boolean isOdd(Type type) {
    return LeafTypes.leaves(type).stream().anyMatch(FileSchema::isOddLeaf);
  }

  private static boolean isOddLeaf(PrimitiveType leaf) {
    LogicalTypeAnnotation meaning = leaf.getLogicalTypeAnnotation();
    return LeafTypes.isNull(leaf)
        || meaning instanceof LogicalTypeAnnotation.Float16LogicalTypeAnnotation
        || meaning instanceof LogicalTypeAnnotation.UUIDLogicalTypeAnnotation
        || meaning instanceof LogicalTypeAnnotation.IntervalLogicalTypeAnnotation
        || meaning instanceof DecimalLogicalTypeAnnotation decimal
            && decimal.getPrecision() > DecimalType.MAX_PRECISION()
        || meaning instanceof TimestampLogicalTypeAnnotation time
            && time.getUnit() == TimeUnit.NANOS
        || meaning instanceof TimeLogicalTypeAnnotation time && time.getUnit() != TimeUnit.MICROS;
  }

  private DataType dataType(Type type) {
    if (!isOdd(type)) {
      try {
        return reading.convert(new MessageType("columns", type)).apply(0).dataType();
      } catch (Exception e) { // Spark's AnalysisException is checked in Scala alone
        throw new IllegalArgumentException("column " + type.getName() + ": " + e.getMessage(), e);
      }
    }
    if (type.isPrimitive()) {
      PrimitiveTypeName held = type.asPrimitiveType().getPrimitiveTypeName();
      return held == PrimitiveTypeName.INT64
          ? DataTypes.LongType
          : held == PrimitiveTypeName.INT32 ? DataTypes.IntegerType : DataTypes.BinaryType;
    }
    GroupType group = type.asGroupType();
    LogicalTypeAnnotation meaning = group.getLogicalTypeAnnotation();
    if (meaning instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
      Type child = group.getType(0);
      return new ArrayType(
          dataType(child.isPrimitive() ? child : child.asGroupType().getType(0)), true);
    }
    if (meaning instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation) {
      GroupType entry = group.getType(0).asGroupType();
      return new MapType(dataType(entry.getType(0)), dataType(entry.getType(1)), true);
    }
    StructType struct = new StructType();
    for (Type field : group.getFields()) {
      struct = struct.add(field.getName(), dataType(field));
    }
    return struct;
  }
}
