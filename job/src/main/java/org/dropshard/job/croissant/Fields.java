package org.dropshard.job.croissant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of Parquet shards as fields of a record set.
 *
 * @param fileSet the id of the shards
 * @param records the id of the record set
 */
record Fields(String fileSet, String records) {
  void addTo(ArrayNode list, StructType columns, List<String> folders) {
    for (StructField column : columns.fields()) {
      ObjectNode field = field(list, records + "/" + column.name());
      if (column.dataType() instanceof StructType members) {
        members(field, column.name(), members);
      } else {
        typed(field, column.dataType());
        source(field).putObject("extract").put("column", column.name());
      }
    }
    for (String folder : folders) {
      ObjectNode field = field(list, records + "/" + folder);
      field.put("dataType", "sc:Text");
      ObjectNode source = source(field);
      source.putObject("extract").put("fileProperty", "fullpath");
      source.putObject("transform").put("regex", "(?:.*/)?" + folder + "=([^/]*)/.*");
    }
  }

  private static ObjectNode field(ArrayNode list, String id) {
    ObjectNode field = list.addObject().put("@type", "cr:Field").put("@id", id);
    return field.put("name", id.substring(id.lastIndexOf('/') + 1));
  }

  private void members(ObjectNode field, String column, StructType members) {
    ArrayNode list = field.putArray("subField");
    for (StructField member : members.fields()) {
      ObjectNode sub = field(list, field.get("@id").asText() + "/" + member.name());
      typed(sub, member.dataType());
      ObjectNode source = source(sub);
      source.putObject("extract").put("column", column);
      source.putObject("transform").put("jsonPath", member.name());
    }
  }

  private ObjectNode source(ObjectNode field) {
    ObjectNode source = field.putObject("source");
    source.putObject("fileSet").put("@id", fileSet);
    return source;
  }

  private static void typed(ObjectNode field, DataType type) {
    int axes = 0;
    DataType element = type;
    while (element instanceof ArrayType array) {
      axes++;
      element = array.elementType();
    }
    field.put("dataType", name(element));
    if (axes > 0) {
      field.put("isArray", true);
      field.put("arrayShape", String.join(",", Collections.nCopies(axes, "-1")));
    }
  }

  /** Bytes are text to Croissant, which has no name for them. */
  private static String name(DataType type) {
    return switch (type.typeName()) {
      case "byte" -> "cr:Int8";
      case "short" -> "cr:Int16";
      case "integer" -> "cr:Int32";
      case "long" -> "cr:Int64";
      case "float" -> "cr:Float32";
      case "double" -> "cr:Float64";
      case "boolean" -> "sc:Boolean";
      case "date" -> "sc:Date";
      case "timestamp", "timestamp_ntz" -> "sc:DateTime";
      default -> "sc:Text";
    };
  }
}
