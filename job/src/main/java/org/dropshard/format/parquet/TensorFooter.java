package org.dropshard.format.parquet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils$;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/**
 * What a Parquet file's footer says of a column of lists, so that others see tensors in it.
 *
 * @param column the column
 * @param dtype the elements' type: uint8, uint16, int16, int32, float32 or float64
 * @param shape the axes, of every tensor
 */
record TensorFooter(String column, DType dtype, int[] shape) {
  private static final Map<DataType, String> FEATURES =
      Map.of(
          DataTypes.LongType, "int64",
          DataTypes.IntegerType, "int32",
          DataTypes.ShortType, "int16",
          DataTypes.ByteType, "int8",
          DataTypes.BooleanType, "bool",
          DataTypes.FloatType, "float32",
          DataTypes.DoubleType, "float64",
          BinaryType$.MODULE$, "binary");

  /**
   * The entries that Hugging Face's datasets read their features from: nested lists are an Array2D
   * to Array5D. The features count only where Arrow's own types agree with them, so these are there
   * too.
   *
   * @throws IllegalArgumentException if there is no feature for a column
   */
  Map<String, String> huggingFace(StructType columns) {
    ArrayNode extension = JsonNodeFactory.instance.arrayNode().add(axes()).add(dtype.label());
    Field nested = field("item", elementType(), Map.of());
    for (int axis = 1; axis < shape.length; axis++) {
      nested = list("item", ArrowType.List.INSTANCE, Map.of(), nested);
    }
    String name = "datasets.features.features.Array" + shape.length + "DExtensionType";
    Field tensor =
        list(column, ArrowType.List.INSTANCE, extension(name, extension.toString()), nested);
    ObjectNode feature = JsonNodeFactory.instance.objectNode();
    feature.set("shape", axes());
    feature.put("dtype", dtype.label()).put("_type", "Array" + shape.length + "D");
    return Map.of(
        "huggingface", features(columns, column, feature), "ARROW:schema", schema(columns, tensor));
  }

  /**
   * As {@link #huggingFace}, of a column that holds pictures, which Arrow has no type of its own
   * for.
   *
   * @param column structs of a file's bytes and its path
   */
  static Map<String, String> images(StructType columns, String column) {
    ObjectNode image = JsonNodeFactory.instance.objectNode().put("_type", "Image");
    return Map.of("huggingface", features(columns, column, image));
  }

  private static String features(StructType columns, String column, ObjectNode tensor) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode features = root.putObject("info").putObject("features");
    for (StructField field : columns.fields()) {
      if (field.name().equals(column)) {
        features.set(column, tensor);
      } else {
        boolean text = field.dataType() instanceof StringType;
        String type = text ? "string" : FEATURES.get(field.dataType());
        if (type == null) {
          throw new IllegalArgumentException(
              "Invalid column: "
                  + field.name()
                  + " is "
                  + field.dataType().sql()
                  + " (features are numbers, booleans, strings and binary)");
        }
        features.putObject(field.name()).put("dtype", type).put("_type", "Value");
      }
    }
    return root.toString();
  }

  /**
   * The entry that Arrow restores its own types from: a list column is a fixed_shape_tensor.
   *
   * @see <a href="https://arrow.apache.org/docs/format/CanonicalExtensions.html">Arrow's canonical
   *     extension types</a>
   */
  Map<String, String> arrow(StructType columns) {
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.set("shape", axes());
    Field tensor =
        list(
            column,
            new ArrowType.FixedSizeList(Math.toIntExact(Tensor.elements(shape))),
            extension("arrow.fixed_shape_tensor", metadata.toString()),
            field("item", elementType(), Map.of()));
    return Map.of("ARROW:schema", schema(columns, tensor));
  }

  private static String schema(StructType columns, Field tensor) {
    List<Field> fields = new ArrayList<>();
    for (StructField field : columns.fields()) {
      fields.add(
          field.name().equals(tensor.getName())
              ? tensor
              : ArrowUtils$.MODULE$
                  .toArrowSchema(new StructType().add(field), "UTC", true, false)
                  .getFields()
                  .get(0));
    }
    return Base64.getEncoder().encodeToString(new Schema(fields).serializeAsMessage());
  }

  /** Ordered: {@code Map.of} has another order, and the shard other bytes, at each start. */
  private static Map<String, String> extension(String name, String metadata) {
    return new TreeMap<>(
        Map.of("ARROW:extension:name", name, "ARROW:extension:metadata", metadata));
  }

  private static Field field(String name, ArrowType type, Map<String, String> metadata) {
    return new Field(name, new FieldType(true, type, null, metadata), null);
  }

  private static Field list(
      String name, ArrowType type, Map<String, String> metadata, Field element) {
    return new Field(name, new FieldType(true, type, null, metadata), List.of(element));
  }

  private ArrowType elementType() {
    return switch (dtype) {
      case FLOAT32 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case FLOAT64 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case UINT8, UINT16 -> new ArrowType.Int(8 * dtype.bytes(), false);
      default -> new ArrowType.Int(8 * dtype.bytes(), true);
    };
  }

  private ArrayNode axes() {
    ArrayNode axes = JsonNodeFactory.instance.arrayNode();
    for (int axis : shape) {
      axes.add(axis);
    }
    return axes;
  }
}
