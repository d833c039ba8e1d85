package org.dropshard.spark;

import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Dropout;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** Tensors to test with, and what the kernels themselves make of them. */
final class Tensors {
  /** As Spark's image data source declares it. */
  static final StructType IMAGE =
      StructType.fromDDL(
          "origin STRING, height INT, width INT, nChannels INT, mode INT, data BINARY");

  private Tensors() {}

  /** Small whole numbers, exact in every type, no zeros among them. */
  static Tensor random(DType dtype, long seed, int... shape) {
    int n = (int) Tensor.elements(shape);
    byte[] data = new byte[n * dtype.bytes()];
    ByteBuffer view = Values.view(data, 0, data.length);
    Random random = new Random(seed);
    for (int i = 0; i < n; i++) {
      Values.putBits(view, dtype.bytes(), i, Values.toBits(dtype, 1 + random.nextInt(99)));
    }
    return new Tensor(dtype, shape, data, 0);
  }

  static Tensor read(byte[] npy) {
    try {
      return Npy.read(npy);
    } catch (NpyException e) {
      throw new AssertionError(e);
    }
  }

  static Tensor dropout(
      Kind kind, Layout layout, Tensor x, double p, long seed, long id, int stream) {
    Scale scale = x.dtype().isFloating() ? Scale.INVERTED : Scale.NONE;
    byte[] y = new byte[x.byteLength()];
    new TensorDropout()
        .apply(
            new Dropout(kind, layout, new DropProbability(p), scale, 0), seed, id, stream, x, y, 0);
    return new Tensor(x.dtype(), x.shape(), y, 0);
  }

  static double[] doubles(Tensor x) {
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    double[] values = new double[x.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Values.ofBits(x.dtype(), Values.bits(view, x.dtype().bytes(), i));
    }
    return values;
  }

  static byte[] bytes(Tensor x) {
    byte[] bytes = new byte[x.byteLength()];
    System.arraycopy(x.data(), x.offset(), bytes, 0, bytes.length);
    return bytes;
  }

  /** A boxed array, as a Row holds {@code array<float>} or {@code array<double>}. */
  static Object[] boxed(Tensor x) {
    double[] values = doubles(x);
    Object[] boxed = new Object[values.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = x.dtype() == DType.FLOAT32 ? (Object) (float) values[i] : (Object) values[i];
    }
    return boxed;
  }

  /** The schema {@code id BIGINT, npy BINARY, floats ARRAY, doubles ARRAY, image STRUCT}. */
  static StructType schema() {
    return new StructType()
        .add("id", DataTypes.LongType)
        .add("npy", DataTypes.BinaryType)
        .add("floats", DataTypes.createArrayType(DataTypes.FloatType))
        .add("doubles", DataTypes.createArrayType(DataTypes.DoubleType))
        .add("image", IMAGE);
  }

  /**
   * A row of {@link #schema}.
   *
   * @param pixels uint8, HWC
   */
  static Row row(long id, Tensor floats, Tensor doubles, Tensor pixels) {
    int[] sides = pixels.shape();
    Row image =
        RowFactory.create(
            "file:/" + id, sides[0], sides[1], sides[2], 8 * (sides[2] - 1), pixels.data());
    return RowFactory.create(id, Npy.write(floats), boxed(floats), boxed(doubles), image);
  }
}
