package org.dropshard.format.parquet;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.LeafTypes;

/**
 * Spark's own writer of rows, with what Spark has no words for: entries of the footer, and arrays
 * of unsigned integers, which Spark holds in the next wider type, which come in the configuration;
 * and {@link LeafTypes}, which come in the columns' metadata.
 */
public final class TensorWriteSupport extends ParquetWriteSupport {
  /** Before the key of an entry. */
  static final String FOOTER = "dropshard.parquet.footer.";

  /** The column whose innermost elements are unsigned, and how many bits they have. */
  static final String UNSIGNED_COLUMN = "dropshard.parquet.unsigned.column";

  static final String UNSIGNED_BITS = "dropshard.parquet.unsigned.bits";

  private MessageType schema;
  private boolean narrows;

  @Override
  public WriteContext init(Configuration configuration) {
    WriteContext context = super.init(configuration);
    Map<String, String> footer = new HashMap<>(context.getExtraMetaData());
    footer.putAll(configuration.getPropsWithPrefix(FOOTER));
    schema = context.getSchema();
    String column = configuration.get(UNSIGNED_COLUMN);
    if (column != null) {
      int bits = configuration.getInt(UNSIGNED_BITS, 8);
      Type[] fields =
          schema.getFields().stream()
              .map(field -> field.getName().equals(column) ? unsigned(field, bits) : field)
              .toArray(Type[]::new);
      schema = new MessageType(schema.getName(), fields);
    }
    StructType columns =
        (StructType) DataType.fromJson(configuration.get(ParquetWriteSupport.SPARK_ROW_SCHEMA()));
    schema = restored(schema, columns);
    narrows = Arrays.stream(columns.fields()).anyMatch(LeafTypes::isNarrower);
    return new WriteContext(schema, footer);
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    super.prepareForWrite(narrows ? new UnsignedConsumer(consumer, schema) : consumer);
  }

  private static MessageType restored(MessageType schema, StructType columns) {
    return new MessageType(
        schema.getName(),
        IntStream.range(0, columns.length())
            .mapToObj(i -> LeafTypes.restored(schema.getType(i), LeafTypes.of(columns.apply(i))))
            .toArray(Type[]::new));
  }

  private static Type unsigned(Type type, int bits) {
    if (type instanceof GroupType group) {
      return group.withNewFields(
          group.getFields().stream().map(field -> unsigned(field, bits)).toArray(Type[]::new));
    }
    return Types.primitive(type.asPrimitiveType().getPrimitiveTypeName(), type.getRepetition())
        .as(LogicalTypeAnnotation.intType(bits, false))
        .named(type.getName());
  }
}
