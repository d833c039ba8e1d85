package org.dropshard.format.tfrecord;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.SizedWriter;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Features;

/** Rows as Examples, their features in the order of their names; nulls are left out. */
final class ExampleWriter extends OutputWriter implements SizedWriter {
  private final String path;
  private final OutputStream out;
  private final StructType columns;
  private long bytes;

  ExampleWriter(String path, OutputStream out, StructType columns) {
    this.path = path;
    this.out = out;
    this.columns = columns;
  }

  @Override
  public void write(InternalRow row) {
    Features.Builder features = Features.newBuilder();
    for (int i = 0; i < columns.length(); i++) {
      if (!row.isNullAt(i)) {
        features.putFeature(
            columns.apply(i).name(), FeatureValue.feature(row, i, columns.apply(i).dataType()));
      }
    }
    Example example = Example.newBuilder().setFeatures(features).build();
    byte[] data = new byte[example.getSerializedSize()];
    CodedOutputStream coded = CodedOutputStream.newInstance(data);
    coded.useDeterministicSerialization();
    try {
      example.writeTo(coded);
      coded.checkNoSpaceLeft();
      Frame.write(out, data);
      bytes += Frame.HEADER + (long) data.length + Integer.BYTES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String path() {
    return path;
  }
}
