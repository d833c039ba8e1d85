package org.dropshard.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * What a column's values are in Parquet, where Spark would write them as something else: {@code
 * uint8} as int16, nanoseconds as plain integers. It rides in the column's metadata, a text a leaf,
 * so that a column that passes through is written as it was read.
 */
public final class LeafTypes {
  private static final String KEY = "parquet";
  private static final String NAME = "x";

  /** Leaves whose values in Spark are not what they mean: bytes of a number, a count of units. */
  private static final Pattern OPAQUE =
      Pattern.compile(".*\\((FLOAT16|UUID|INTERVAL|DECIMAL|TIME|TIMESTAMP)\\b.*");

  /** Leaves that Spark holds in a wider type, and would write so. */
  private static final Pattern NARROWER = Pattern.compile(".*\\(INTEGER\\((32|64),false\\)\\).*");

  private LeafTypes() {}

  /** Whether Arrow's null type is meant: a column without a value. */
  public static boolean isNull(Type type) {
    // By its name: the Parquet of Spark 4.0 has no class for it.
    return type.isPrimitive() && "UNKNOWN".equals(String.valueOf(type.getLogicalTypeAnnotation()));
  }

  /** The leaves of a column, in order. */
  public static List<PrimitiveType> leaves(Type type) {
    if (type.isPrimitive()) {
      return List.of(type.asPrimitiveType());
    }
    return type.asGroupType().getFields().stream()
        .flatMap(field -> leaves(field).stream())
        .toList();
  }

  /**
   * The texts that a column's metadata holds.
   *
   * @param file the column as a file has it
   * @param sparks the column as Spark would write it
   * @return empty if that is the same
   */
  public static List<String> of(Type file, Type sparks) {
    List<PrimitiveType> from = leaves(file);
    List<PrimitiveType> to = leaves(sparks);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < from.size() && from.size() == to.size(); i++) {
      texts.add(differs(from.get(i), to.get(i)) ? text(from.get(i)) : "");
    }
    return texts.stream().allMatch(String::isEmpty) ? List.of() : texts;
  }

  /** Whether a leaf can be written as it was, and would not be. */
  private static boolean differs(PrimitiveType file, PrimitiveType sparks) {
    boolean sameBytes = file.getPrimitiveTypeName() == sparks.getPrimitiveTypeName();
    boolean fixed =
        file.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
            && sparks.getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
    LogicalTypeAnnotation meaning = file.getLogicalTypeAnnotation();
    boolean rescaled = // Spark has microseconds
        meaning instanceof TimestampLogicalTypeAnnotation time
            && time.getUnit() == LogicalTypeAnnotation.TimeUnit.MILLIS;
    return fixed
        || isUnsigned(file, PrimitiveTypeName.INT32, 32)
        || isUnsigned(file, PrimitiveTypeName.INT64, 64)
        || sameBytes && !rescaled && !Objects.equals(meaning, sparks.getLogicalTypeAnnotation());
  }

  private static boolean isUnsigned(PrimitiveType leaf, PrimitiveTypeName type, int bits) {
    return leaf.getPrimitiveTypeName() == type
        && LogicalTypeAnnotation.intType(bits, false).equals(leaf.getLogicalTypeAnnotation());
  }

  private static String text(PrimitiveType leaf) {
    return Types.primitive(leaf.getPrimitiveTypeName(), Repetition.REQUIRED)
        .length(leaf.getTypeLength())
        .as(leaf.getLogicalTypeAnnotation())
        .named(NAME)
        .toString();
  }

  /** The metadata with these texts; none if there are none. */
  public static Metadata with(Metadata metadata, List<String> texts) {
    MetadataBuilder builder = new MetadataBuilder().withMetadata(metadata).remove(KEY);
    return texts.isEmpty()
        ? builder.build()
        : builder.putStringArray(KEY, texts.toArray(String[]::new)).build();
  }

  /** The texts of a column; empty if Spark writes it as it was. */
  public static List<String> of(StructField field) {
    return field.metadata().contains(KEY)
        ? Arrays.asList(field.metadata().getStringArray(KEY))
        : List.of();
  }

  /** Whether Spark's values of a column are not what it means, and Parquet alone holds it. */
  public static boolean isOpaque(StructField field) {
    return of(field).stream().anyMatch(text -> OPAQUE.matcher(text).matches());
  }

  /**
   * Whether a column holds {@code uint32} or {@code uint64}, of which Spark makes wider numbers.
   */
  public static boolean isNarrower(StructField field) {
    return of(field).stream().anyMatch(text -> NARROWER.matcher(text).matches());
  }

  /**
   * What a column is, for eyes: {@code TIMESTAMP(NANOS,true)}; empty if Spark's name of it says so.
   */
  public static String shown(StructField field) {
    return of(field).stream()
        .filter(text -> !text.isEmpty())
        .map(text -> leaf(text).getLogicalTypeAnnotation())
        .filter(Objects::nonNull)
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  /** What the only leaf of a column is, such as {@code UINT_8}; empty if nothing else is said. */
  public static String annotation(StructField field) {
    return of(field).size() == 1 ? shown(field) : "";
  }

  /** A column as Spark would write it, its leaves as they were. */
  public static Type restored(Type sparks, List<String> texts) {
    return texts.isEmpty() ? sparks : restored(sparks, texts.iterator());
  }

  private static Type restored(Type type, Iterator<String> texts) {
    if (type instanceof GroupType group) {
      return group.withNewFields(
          group.getFields().stream().map(field -> restored(field, texts)).toArray(Type[]::new));
    }
    String text = texts.next();
    if (text.isEmpty()) {
      return type;
    }
    PrimitiveType leaf = leaf(text);
    return Types.primitive(leaf.getPrimitiveTypeName(), type.getRepetition())
        .length(leaf.getTypeLength())
        .as(leaf.getLogicalTypeAnnotation())
        .named(type.getName());
  }

  private static PrimitiveType leaf(String text) {
    return MessageTypeParser.parseMessageType("message m { " + text + "; }")
        .getType(0)
        .asPrimitiveType();
  }
}
