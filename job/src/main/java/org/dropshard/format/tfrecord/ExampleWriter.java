package org.dropshard.format.tfrecord;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.RecordWriter;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Features;

/** Rows as Examples, their features in the order of their names; nulls are left out. */
final class ExampleWriter extends RecordWriter {
  private final OutputStream out;
  private final StructType columns;
  private long bytes;

  ExampleWriter(String path, OutputStream out, StructType columns) {
    super(path);
    this.out = out;
    this.columns = columns;
  }

  @Override
  protected void add(InternalRow row) throws IOException {
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
    example.writeTo(coded);
    coded.checkNoSpaceLeft();
    Frame.write(out, data);
    bytes += Frame.HEADER + (long) data.length + Integer.BYTES;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  protected void end() throws IOException {
    out.close();
  }
}
