package org.dropshard.format.tfrecord;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileInput;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordReader;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/** The Examples of a file as rows. */
final class ExampleReader implements RecordReader {
  private final FileInput in;
  private final StructType columns;
  private final FormatOptions options;

  ExampleReader(FileInput in, StructType columns, FormatOptions options) {
    this.in = in;
    this.columns = columns;
    this.options = options;
  }

  /** The next Example; empty at the end. */
  static Optional<Example> example(FileInput in) throws IOException {
    long start = in.position();
    Optional<byte[]> data = Frame.read(in);
    if (data.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Example.parseFrom(data.get()));
    } catch (InvalidProtocolBufferException e) {
      throw MalformedRecordException.one(
          "Invalid TFRecord: no tf.train.Example (" + e.getMessage() + ")", start);
    }
  }

  @Override
  public boolean next(Object[] values) throws IOException {
    long start = in.position();
    Optional<Example> example = example(in);
    if (example.isEmpty()) {
      return false;
    }
    Map<String, Feature> features = example.get().getFeatures().getFeatureMap();
    for (Map.Entry<String, Feature> feature : features.entrySet()) {
      if (options.refuses(feature.getKey()) && FeatureValue.count(feature.getValue()) > 0) {
        throw MalformedRecordException.one(
            "Invalid Example: feature "
                + feature.getKey()
                + " is in none that was looked at for columns",
            start);
      }
    }
    for (int i = 0; i < values.length; i++) {
      StructField column = columns.apply(i);
      Feature feature = features.get(column.name());
      if (feature != null) {
        try {
          values[i] = FeatureValue.of(feature, column.dataType());
        } catch (IllegalArgumentException e) {
          throw MalformedRecordException.one(
              "Invalid feature "
                  + column.name()
                  + ": "
                  + e.getMessage()
                  + " (the column is "
                  + column.dataType().sql()
                  + ")",
              start);
        }
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
