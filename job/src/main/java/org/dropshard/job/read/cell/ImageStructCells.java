package org.dropshard.job.read.cell;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.cell.ImageEncoding;
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
        ? new Tensor(
            dtype, shape, ImageEncoding.swapped(data, 0, data.length, shape[2], dtype.bytes()), 0)
        : image;
  }

  @Override
  public DataType columnType(DType dtype) {
    if (dtype != null) {
      ImageEncoding.check(dtype);
    }
    return struct;
  }

  @Override
  public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    InternalRow image = source.getStruct(ordinal, struct.length());
    int[] shape = {image.getInt(1), image.getInt(2), image.getInt(3)};
    byte[] values =
        redFirst
            ? ImageEncoding.swapped(npy, header, npy.length - header, shape[2], dtype.bytes())
            : Arrays.copyOfRange(npy, header, npy.length);
    return ImageCells.with(image, new Tensor(dtype, shape, values, 0));
  }

  @Override
  public boolean isBlueFirst() {
    return !redFirst;
  }

  @Override
  public String label() {
    return redFirst ? ImageEncoding.LABEL : "image";
  }
}
