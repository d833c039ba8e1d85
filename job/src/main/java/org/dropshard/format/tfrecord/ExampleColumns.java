package org.dropshard.format.tfrecord;

import com.google.protobuf.ByteString;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.proto.Feature;

/** The columns that Examples have: found from the first of them. */
final class ExampleColumns {
  private final TreeMap<String, Kind> features = new TreeMap<>();

  private static final class Kind {
    DataType type;
    boolean single = true;
    boolean text = true;
    boolean empty = true;
  }

  /** Takes a record into account. */
  void look(Sequence example) {
    example.features().forEach(this::look);
    for (String list : example.lists()) {
      if (features.containsKey(list)) { // an empty one says nothing
        features.get(list).single = false;
      }
    }
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
    kind.type = kind.type == null ? type : kind.type; // the first decides; others are bad records
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
