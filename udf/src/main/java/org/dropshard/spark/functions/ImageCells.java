package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Tensors as Spark's image struct: rows of pixels, HWC, channels in the struct's own order (BGR as
 * Spark reads pictures), {@code mode} an OpenCV type.
 *
 * @see <a href="https://spark.apache.org/docs/latest/ml-datasource.html">Spark's image data
 *     source</a>
 */
final class ImageCells {
  private static final StructType SCHEMA =
      new StructType()
          .add("origin", DataTypes.StringType)
          .add("height", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("nChannels", DataTypes.IntegerType)
          .add("mode", DataTypes.IntegerType)
          .add("data", DataTypes.BinaryType);
  private static final int ORIGIN = 0;
  private static final int HEIGHT = 1;
  private static final int WIDTH = 2;
  private static final int CHANNELS = 3;
  private static final int MODE = 4;
  private static final int DATA = 5;

  private ImageCells() {}

  /** Whether the type has the names and types of Spark's image schema, in its order. */
  static boolean isImage(DataType type) {
    if (!(type instanceof StructType struct) || struct.length() != SCHEMA.length()) {
      return false;
    }
    for (int i = 0; i < struct.length(); i++) {
      StructField field = struct.fields()[i];
      StructField expected = SCHEMA.fields()[i];
      if (!field.name().equals(expected.name()) || !field.dataType().equals(expected.dataType())) {
        return false;
      }
    }
    return true;
  }

  /**
   * The pixels, or null where the struct or its data is null.
   *
   * @throws IllegalArgumentException if it is no picture, or its fields contradict each other
   */
  static Tensor read(InternalRow image) {
    if (image == null || image.isNullAt(DATA)) {
      return null;
    }
    int mode = image.getInt(MODE);
    if (mode < 0) {
      throw new IllegalArgumentException(
          "Invalid image: " + image.getUTF8String(ORIGIN) + " (mode " + mode + ", never decoded)");
    }
    DType dtype = dtype(mode);
    int channels = (mode >> 3) + 1;
    if (image.getInt(CHANNELS) != channels) {
      throw new IllegalArgumentException(
          "Invalid image channels: "
              + image.getInt(CHANNELS)
              + " (mode "
              + mode
              + " has "
              + channels
              + ")");
    }
    byte[] data = image.getBinary(DATA);
    int[] shape = {image.getInt(HEIGHT), image.getInt(WIDTH), channels};
    Tensor x = new Tensor(dtype, shape, data, 0);
    if (x.byteLength() != data.length) {
      throw new IllegalArgumentException(
          "Invalid image length: "
              + data.length
              + " bytes ("
              + x
              + " needs "
              + x.byteLength()
              + ")");
    }
    return x;
  }

  /** By OpenCV's depth, the lower 3 bits of a mode. */
  private static DType dtype(int mode) {
    return switch (mode & 7) {
      case 0 -> DType.UINT8;
      case 2 -> DType.UINT16;
      case 3 -> DType.INT16;
      case 4 -> DType.INT32;
      case 5 -> DType.FLOAT32;
      case 6 -> DType.FLOAT64;
      case 7 -> DType.FLOAT16;
      default ->
          throw new IllegalArgumentException(
              "Invalid image mode: " + mode + " (OpenCV's 8U, 16U, 16S, 32S, 16F, 32F or 64F)");
    };
  }

  /** A new struct with the data replaced. */
  static InternalRow dropout(
      Kind kind, InternalRow image, double p, long seed, long id, long stream) {
    Tensor x = read(image);
    if (x == null) {
      return null;
    }
    byte[] data = new byte[x.byteLength()];
    Kernels.dropout(kind, Layout.HWC, p, seed, id, stream, x, data, 0);
    return with(image, x, data);
  }

  /** The struct with other data of the shape of {@code x}. */
  static InternalRow with(InternalRow image, Tensor x, byte[] data) {
    InternalRow result = new SpecificInternalRow(SCHEMA);
    result.update(ORIGIN, image.isNullAt(ORIGIN) ? null : image.getUTF8String(ORIGIN));
    result.setInt(HEIGHT, x.shape()[0]);
    result.setInt(WIDTH, x.shape()[1]);
    result.setInt(CHANNELS, x.shape()[2]);
    result.setInt(MODE, image.getInt(MODE));
    result.update(DATA, data);
    return result;
  }
}
