package org.dropshard.format.cell;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Tensors (H, W, C), their colors red first, as Spark's {@code image} struct, which has blue first.
 * The column's metadata names this encoding, so that red is first again when it is read here.
 */
public record ImageEncoding() implements CellEncoding {
  public static final String LABEL = "image-rgb";

  /**
   * That of tensors of a layout.
   *
   * @throws IllegalArgumentException if it is not {@link Layout#HWC}
   */
  static ImageEncoding of(Layout layout) {
    if (layout != Layout.HWC) {
      throw new IllegalArgumentException(
          "Invalid --encoding: image (images are HWC, the tensors are "
              + (layout == Layout.NONE ? "of no --layout)" : layout + ")"));
    }
    return new ImageEncoding();
  }

  /**
   * @throws IllegalArgumentException if OpenCV has no such type
   */
  public static void check(DType dtype) {
    if (!ImageCells.holds(dtype)) {
      throw Invalid.argument(
          "--dtype", dtype.label(), "OpenCV has no such type; or set --encoding npy");
    }
  }

  /** The values with the first and the third of three or four channels exchanged. */
  public static byte[] swapped(byte[] values, int offset, int length, int channels, int width) {
    byte[] data = Arrays.copyOfRange(values, offset, offset + length);
    if (channels == 3 || channels == 4) {
      for (int pixel = 0; pixel < length; pixel += channels * width) {
        for (int b = pixel; b < pixel + width; b++) {
          byte first = data[b];
          data[b] = data[b + 2 * width];
          data[b + 2 * width] = first;
        }
      }
    }
    return data;
  }

  @Override
  public DataType columnType(DType dtype) {
    return ImageCells.SCHEMA;
  }

  @Override
  public void check(Tensor tensor) {
    int channels = tensor.shape().length == 3 ? tensor.shape()[2] : 0;
    if (channels < 1 || channels > ImageCells.MOST_CHANNELS) {
      throw Invalid.argument(
          "tensor",
          tensor,
          "an image has height, width and 1 to " + ImageCells.MOST_CHANNELS + " channels");
    }
    check(tensor.dtype());
  }

  @Override
  public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    Tensor x;
    try {
      x = Npy.read(npy);
    } catch (NpyException e) {
      throw new IllegalStateException("Cannot read what was just written", e);
    }
    byte[] values = swapped(npy, header, npy.length - header, x.shape()[2], dtype.bytes());
    return ImageCells.of(UTF8String.EMPTY_UTF8, new Tensor(dtype, x.shape(), values, 0));
  }

  @Override
  public String label() {
    return LABEL;
  }
}
