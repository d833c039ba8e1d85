package org.dropshard.spark.cells;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;

/**
 * Tensors as Spark's image struct: rows of pixels, HWC, channels in the struct's own order (BGR as
 * Spark reads pictures), {@code mode} an OpenCV type.
 *
 * @see <a href="https://spark.apache.org/docs/latest/ml-datasource.html">Spark's image data
 *     source</a>
 */
public final class ImageCells {
  /** The struct's fields. */
  public static final StructType SCHEMA =
      new StructType()
          .add("origin", DataTypes.StringType)
          .add("height", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("nChannels", DataTypes.IntegerType)
          .add("mode", DataTypes.IntegerType)
          .add("data", DataTypes.BinaryType);

  /** The most channels that a mode can say. */
  public static final int MOST_CHANNELS = 512;

  private static final int ORIGIN = 0;
  private static final int HEIGHT = 1;
  private static final int WIDTH = 2;
  private static final int CHANNELS = 3;
  private static final int MODE = 4;
  private static final int DATA = 5;

  /** Element types by OpenCV's depth, the lower 3 bits of a mode; null: no tensor has it. */
  private static final List<DType> DEPTHS =
      Arrays.asList(
          DType.UINT8,
          null,
          DType.UINT16,
          DType.INT16,
          DType.INT32,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.FLOAT16);

  private ImageCells() {}

  /** Whether the type has the names and types of Spark's image schema, in its order. */
  public static boolean isImage(DataType type) {
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
  public static Tensor read(InternalRow image) {
    if (image == null || image.isNullAt(DATA)) {
      return null;
    }
    for (int field = HEIGHT; field < DATA; field++) {
      if (image.isNullAt(field)) {
        throw new IllegalArgumentException(
            "Invalid image: " + SCHEMA.fieldNames()[field] + " is null");
      }
    }
    int mode = image.getInt(MODE);
    if (mode < 0) {
      throw Invalid.argument(
          "image", image.getUTF8String(ORIGIN), "mode " + mode + ", never decoded");
    }
    DType dtype = DEPTHS.get(mode & 7);
    if (dtype == null) {
      throw Invalid.argument("image mode", mode, "OpenCV's 8U, 16U, 16S, 32S, 16F, 32F or 64F");
    }
    int channels = (mode >> 3) + 1;
    if (image.getInt(CHANNELS) != channels) {
      throw Invalid.argument(
          "image channels", image.getInt(CHANNELS), "mode " + mode + " has " + channels);
    }
    byte[] data = image.getBinary(DATA);
    int[] shape = {image.getInt(HEIGHT), image.getInt(WIDTH), channels};
    Tensor x = new Tensor(dtype, shape, data, 0);
    if (x.byteLength() != data.length) {
      throw Invalid.argument(
          "image length", data.length + " bytes", x + " needs " + x.byteLength());
    }
    return x;
  }

  /** Whether OpenCV has the element type. */
  public static boolean holds(DType dtype) {
    return DEPTHS.contains(dtype);
  }

  /**
   * A picture.
   *
   * @param pixels HWC, of a type that it {@link #holds}, all of their array
   */
  public static InternalRow of(UTF8String origin, Tensor pixels) {
    int[] shape = pixels.shape();
    int mode = DEPTHS.indexOf(pixels.dtype()) + (shape[2] - 1 << 3);
    return new GenericInternalRow(
        new Object[] {origin, shape[0], shape[1], shape[2], mode, pixels.data()});
  }

  /** Other pixels of the same origin. */
  public static InternalRow with(InternalRow image, Tensor pixels) {
    return of(image.isNullAt(ORIGIN) ? null : image.getUTF8String(ORIGIN), pixels);
  }
}
