package org.dropshard.format.webdataset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.JsonColumns;

/** The columns that samples have: found from the first of them. */
final class TarColumns {
  private final TreeMap<String, DataType> members = new TreeMap<>();
  private final List<String> objects = new ArrayList<>();

  /** Takes a sample into account. */
  void look(TarSample sample) {
    sample.members().forEach(this::look);
  }

  /** Whether a member's content says what type its column has. */
  static boolean decides(String extension) {
    return extension.equals("json") || MemberName.INTEGERS.contains(extension);
  }

  private void look(String extension, byte[] content) {
    if (extension.equals("json") && isObject(content)) {
      objects.add(new String(content, StandardCharsets.UTF_8));
      return;
    }
    DataType type = type(extension, content);
    members.merge(extension, type, (a, b) -> a.equals(b) ? a : DataTypes.StringType);
  }

  private static boolean isObject(byte[] content) {
    return new String(content, StandardCharsets.UTF_8).strip().startsWith("{");
  }

  private static DataType type(String extension, byte[] content) {
    if (MemberName.INTEGERS.contains(extension)) {
      return new String(content, StandardCharsets.UTF_8).strip().matches("[+-]?\\d{1,18}")
          ? DataTypes.LongType
          : DataTypes.StringType;
    }
    return MemberName.TEXTS.contains(extension) || extension.equals("json")
        ? DataTypes.StringType
        : DataTypes.BinaryType;
  }

  /** The key, the members by name, and the fields of their JSON objects that are not members. */
  StructType schema(SparkSession spark) {
    if (members.isEmpty() && objects.isEmpty()) {
      return new StructType();
    }
    StructType schema = new StructType().add(WebDatasetFormat.KEY, DataTypes.StringType);
    for (String extension : members.keySet()) {
      schema = schema.add(extension, members.get(extension));
    }
    if (!objects.isEmpty()) {
      for (StructField field : JsonColumns.infer(spark, objects).fields()) {
        boolean taken = members.containsKey(field.name().toLowerCase(java.util.Locale.ROOT));
        if (!taken && !field.name().equals(WebDatasetFormat.KEY)) {
          schema = schema.add(field);
        }
      }
    }
    return schema;
  }
}
