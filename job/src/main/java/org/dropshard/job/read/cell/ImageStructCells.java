package org.dropshard.job.read.cell;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/**
 * Spark's {@code image} struct: origin, height, width, nChannels, mode, data. HWC, with the
 * channels in the struct's own order, which is BGR or BGRA for colors. The mode is an OpenCV type
 * code. Spark's rows for files that are no pictures (mode −1) are bad records.
 *
 * @param ordinal the column
 * @param struct its type
 * @param redFirst whether the tensors have red first, though the struct has blue
 */
public record ImageStructCells(int ordinal, StructType struct, boolean redFirst)
    implements CellFormat {
  @Override
  public Tensor decode(InternalRow row) {
    Tensor image = ImageCells.read(row.getStruct(ordinal, struct.length()));
    if (image == null) {
      throw new IllegalArgumentException("Invalid image: data is null");
    }
    int[] shape = image.shape();
    byte[] data = image.data();
    DType dtype = image.dtype();
    return redFirst
        ? new Tensor(dtype, shape, swapped(data, 0, data.length, shape[2], dtype.bytes()), 0)
        : image;
  }

  /**
   * @throws IllegalArgumentException if OpenCV has no such type
   */
  static void check(DType dtype) {
    if (!ImageCells.holds(dtype)) {
      throw new IllegalArgumentException(
          "Invalid --dtype: "
              + dtype.label()
              + " (OpenCV has no such type; or set --encoding npy)");
    }
  }

  /** The values with the first and the third of three or four channels exchanged. */
  static byte[] swapped(byte[] values, int offset, int length, int channels, int width) {
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
    if (dtype != null) {
      check(dtype);
    }
    return struct;
  }

  @Override
  public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    InternalRow image = source.getStruct(ordinal, struct.length());
    int[] shape = {image.getInt(1), image.getInt(2), image.getInt(3)};
    byte[] values =
        redFirst
            ? swapped(npy, header, npy.length - header, shape[2], dtype.bytes())
            : Arrays.copyOfRange(npy, header, npy.length);
    return ImageCells.with(image, new Tensor(dtype, shape, values, 0));
  }

  @Override
  public String label() {
    return redFirst ? ImageEncoding.LABEL : "image";
  }
}
