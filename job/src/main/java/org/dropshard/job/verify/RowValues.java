package org.dropshard.job.verify;

import java.io.Serializable;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNaN;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.JsonMember;
import org.dropshard.format.RawJson;
import scala.jdk.javaapi.CollectionConverters;

/** The values of a row in some of its columns, as bytes that are equal for equal values. */
final class RowValues implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<String> names = new ArrayList<>();
  private final int[] ordinals;
  private final StructType columns;
  private final boolean hasNulls;
  private transient UnsafeProjection[] projections;

  /**
   * @param columns the columns, in the order that both sides agree on
   * @param row the columns that rows have
   * @param hasNulls whether null is a value of its own; else it is as empty text and NaN are
   * @throws IllegalArgumentException if a row has no such column, or one of another type
   */
  RowValues(StructType columns, StructType row, boolean hasNulls) {
    this.columns = columns;
    this.hasNulls = hasNulls;
    this.ordinals = new int[columns.length()];
    for (int i = 0; i < ordinals.length; i++) {
      StructField field = columns.apply(i);
      names.add(field.name());
      ordinals[i] = Arrays.asList(row.fieldNames()).indexOf(field.name());
      if (ordinals[i] < 0) {
        throw new IllegalArgumentException("column is missing: " + field.name());
      }
      StructField other = row.apply(ordinals[i]);
      if (!other.dataType().asNullable().equals(field.dataType().asNullable())) {
        throw new IllegalArgumentException(
            "column is of another type: "
                + field.name()
                + " is "
                + other.dataType().sql()
                + ", not "
                + field.dataType().sql());
      }
    }
  }

  /** The names of the columns. */
  List<String> names() {
    return names;
  }

  /**
   * Adds the values of a row to a digest.
   *
   * @return a checksum of each, by which columns that differ are told
   */
  Integer[] add(InternalRow row, MessageDigest digest) {
    if (projections == null) {
      projections = new UnsafeProjection[ordinals.length];
      Arrays.setAll(
          projections,
          i -> UnsafeProjection.create(value(columns.apply(i).dataType(), ordinals[i])));
    }
    Integer[] sums = new Integer[ordinals.length];
    for (int i = 0; i < sums.length; i++) {
      byte[] bytes =
          names.get(i).equals(JsonMember.RAW)
              ? json(row, ordinals[i])
              : projections[i].apply(row).getBytes();
      CRC32C sum = new CRC32C();
      sum.update(bytes);
      sums[i] = (int) sum.getValue();
      digest.update(bytes);
    }
    return sums;
  }

  /** A sample's JSON holds the other columns too, each of which is compared for itself. */
  private byte[] json(InternalRow row, int ordinal) {
    Set<String> others = new HashSet<>(names);
    others.add("sample_id");
    others.add("copy");
    return RawJson.without(
        row.isNullAt(ordinal) ? null : row.getUTF8String(ordinal).getBytes(), others);
  }

  /** Text has one NaN, whatever bits another format keeps of it. */
  private Expression value(DataType type, int ordinal) {
    Expression value = new BoundReference(ordinal, type, true);
    Expression none = null;
    if (type == DataTypes.FloatType || type == DataTypes.DoubleType) {
      none =
          type == DataTypes.FloatType
              ? Literal.create(Float.NaN, type)
              : Literal.create(Double.NaN, type);
      value = new If(new IsNaN(value), none, value);
    } else if (type instanceof StringType) {
      none = Literal.create("", type);
    }
    return hasNulls || none == null
        ? value
        : new Coalesce(CollectionConverters.asScala(List.of(value, none)).toSeq());
  }
}
