package org.dropshard.format;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonGenerator;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map$;

/** Columns of a row as a JSON object, by Spark's own writer: nulls are left out. */
public final class JsonText {
  private final StructType fields;
  private final int[] ordinals;
  private final StringWriter text = new StringWriter();
  private final JacksonGenerator generator;

  /**
   * @param rows the rows that come
   * @param ordinals the columns to write
   */
  public JsonText(StructType rows, int[] ordinals) {
    StructType chosen = new StructType();
    for (int ordinal : ordinals) {
      chosen = chosen.add(rows.apply(ordinal));
    }
    this.fields = chosen;
    this.ordinals = ordinals.clone();
    this.generator = new JacksonGenerator(fields, text, options());
  }

  static JSONOptions options() {
    SQLConf conf = SQLConf.get();
    return new JSONOptions(
        Map$.MODULE$.from(scala.jdk.javaapi.CollectionConverters.asScala(Map.<String, String>of())),
        conf.sessionLocalTimeZone(),
        conf.columnNameOfCorruptRecord());
  }

  /** The object of a row, in UTF-8. */
  public byte[] of(InternalRow row) {
    Object[] values = new Object[ordinals.length];
    for (int i = 0; i < ordinals.length; i++) {
      StructField field = fields.apply(i);
      values[i] = row.isNullAt(ordinals[i]) ? null : row.get(ordinals[i], field.dataType());
    }
    text.getBuffer().setLength(0);
    generator.write(new GenericInternalRow(values));
    generator.flush();
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
