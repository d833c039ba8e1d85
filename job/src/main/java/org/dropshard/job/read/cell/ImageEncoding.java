package org.dropshard.job.read.cell;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Tensors (H, W, C), their colors red first, as Spark's {@code image} struct, which has blue first.
 * The column's metadata names this encoding, so that red is first again when it is read here.
 */
public record ImageEncoding() implements CellEncoding {
  public static final String LABEL = "image-rgb";

  @Override
  public DataType columnType(DType dtype) {
    return ImageCells.SCHEMA;
  }

  @Override
  public void check(Tensor tensor) {
    int channels = tensor.shape().length == 3 ? tensor.shape()[2] : 0;
    if (channels < 1 || channels > ImageCells.MOST_CHANNELS) {
      throw new IllegalArgumentException(
          "Invalid tensor: "
              + tensor
              + " (an image has height, width and 1 to "
              + ImageCells.MOST_CHANNELS
              + " channels)");
    }
    ImageStructCells.check(tensor.dtype());
  }

  @Override
  public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    Tensor x;
    try {
      x = Npy.read(npy);
    } catch (NpyException e) {
      throw new IllegalStateException("Cannot read what was just written", e);
    }
    byte[] values =
        ImageStructCells.swapped(npy, header, npy.length - header, x.shape()[2], dtype.bytes());
    return ImageCells.of(UTF8String.EMPTY_UTF8, new Tensor(dtype, x.shape(), values, 0));
  }

  @Override
  public String label() {
    return LABEL;
  }
}
