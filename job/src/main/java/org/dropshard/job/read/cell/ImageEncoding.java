package org.dropshard.job.read.cell;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
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

  private static final StructType STRUCT =
      new StructType()
          .add("origin", DataTypes.StringType)
          .add("height", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("nChannels", DataTypes.IntegerType)
          .add("mode", DataTypes.IntegerType)
          .add("data", DataTypes.BinaryType);

  @Override
  public DataType columnType(DType dtype) {
    return STRUCT;
  }

  @Override
  public void check(Tensor tensor) {
    int channels = tensor.shape().length == 3 ? tensor.shape()[2] : 0;
    if (channels < 1 || channels > ImageStructCells.MOST_CHANNELS) {
      throw new IllegalArgumentException(
          "Invalid tensor: "
              + tensor
              + " (an image has height, width and 1 to "
              + ImageStructCells.MOST_CHANNELS
              + " channels)");
    }
    ImageStructCells.mode(tensor.dtype(), channels);
  }

  @Override
  public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    Tensor x;
    try {
      x = Npy.read(npy);
    } catch (NpyException e) {
      throw new IllegalStateException("Cannot read what was just written", e);
    }
    int channels = x.shape()[2];
    return new GenericInternalRow(
        new Object[] {
          UTF8String.EMPTY_UTF8,
          x.shape()[0],
          x.shape()[1],
          channels,
          ImageStructCells.mode(dtype, channels),
          ImageStructCells.swapped(npy, header, npy.length - header, channels, dtype.bytes())
        });
  }

  @Override
  public String label() {
    return LABEL;
  }
}
