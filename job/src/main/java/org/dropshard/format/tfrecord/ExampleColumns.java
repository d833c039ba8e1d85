package org.dropshard.format.tfrecord;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/** The columns that Examples have: found from the first of them. */
final class ExampleColumns {
  private static final Set<DataType> NUMBERS =
      Set.of(DataTypes.LongType, DataTypes.FloatType, DataTypes.DoubleType);

  private final TreeMap<String, Kind> features = new TreeMap<>();

  private static final class Kind {
    DataType type;
    boolean single = true;
    boolean text = true;
    boolean empty = true;
  }

  /** Takes an Example into account. */
  void look(Example example) {
    example.getFeatures().getFeatureMap().forEach(this::look);
  }

  private void look(String name, Feature feature) {
    DataType type =
        switch (feature.getKindCase()) {
          case BYTES_LIST -> DataTypes.BinaryType;
          case FLOAT_LIST -> DataTypes.FloatType;
          case INT64_LIST -> DataTypes.LongType;
          case KIND_NOT_SET -> null;
        };
    if (type == null) {
      return;
    }
    Kind kind = features.computeIfAbsent(name, n -> new Kind());
    kind.type = kind.type == null ? type : united(kind.type, type);
    kind.single &= FeatureValue.count(feature) == 1;
    for (ByteString value : feature.getBytesList().getValueList()) {
      kind.text &= isText(value);
      kind.empty &= value.isEmpty();
    }
  }

  /** Whether bytes are a text: UTF-8 without control characters but white space. */
  private static boolean isText(ByteString value) {
    if (!value.isValidUtf8()) {
      return false;
    }
    for (int i = 0; i < value.size(); i++) {
      int b = value.byteAt(i);
      if (b == 0x7f || b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /** The columns of Examples of two files. */
  static StructType united(StructType a, StructType b) {
    TreeMap<String, DataType> all = new TreeMap<>();
    Arrays.stream(a.fields()).forEach(field -> all.put(field.name(), field.dataType()));
    Arrays.stream(b.fields())
        .forEach(field -> all.merge(field.name(), field.dataType(), ExampleColumns::united));
    StructType schema = new StructType();
    for (String name : all.keySet()) {
      schema = schema.add(name, all.get(name));
    }
    return schema;
  }

  /** A type that holds both; of bytes and numbers the first, and the others are bad records. */
  private static DataType united(DataType a, DataType b) {
    if (a instanceof ArrayType || b instanceof ArrayType) {
      return DataTypes.createArrayType(united(element(a), element(b)), false);
    }
    if (a.equals(b)) {
      return a;
    }
    boolean numbers = NUMBERS.contains(a) && NUMBERS.contains(b);
    boolean bytes = !NUMBERS.contains(a) && !NUMBERS.contains(b);
    return numbers ? DataTypes.DoubleType : bytes ? DataTypes.BinaryType : a;
  }

  private static DataType element(DataType type) {
    return type instanceof ArrayType array ? array.elementType() : type;
  }

  /** A column a feature, by name. */
  StructType schema() {
    StructType schema = new StructType();
    for (String name : features.keySet()) {
      Kind kind = features.get(name);
      boolean text = kind.type == DataTypes.BinaryType && kind.text && !kind.empty;
      DataType element = text ? DataTypes.StringType : kind.type;
      schema = schema.add(name, kind.single ? element : DataTypes.createArrayType(element, false));
    }
    return schema;
  }
}
