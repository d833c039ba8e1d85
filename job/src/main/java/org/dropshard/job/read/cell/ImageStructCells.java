package org.dropshard.job.read.cell;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
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
  static final String[] FIELDS = {"origin", "height", "width", "nChannels", "mode", "data"};

  /** The most that a type code can say. */
  static final int MOST_CHANNELS = 512;

  /** Element types by the lower three bits of an OpenCV type code; null: not read here. */
  private static final DType[] DEPTHS = {
    DType.UINT8,
    null,
    DType.UINT16,
    DType.INT16,
    DType.INT32,
    DType.FLOAT32,
    DType.FLOAT64,
    DType.FLOAT16
  };

  public static boolean matches(DataType type) {
    return type instanceof StructType struct && Arrays.equals(struct.fieldNames(), FIELDS);
  }

  @Override
  public Tensor decode(InternalRow row) {
    InternalRow image = row.getStruct(ordinal, FIELDS.length);
    for (int field = 1; field < FIELDS.length; field++) {
      if (image.isNullAt(field)) {
        throw new IllegalArgumentException("Invalid image: " + FIELDS[field] + " is null");
      }
    }
    int[] shape = {image.getInt(1), image.getInt(2), image.getInt(3)};
    int mode = image.getInt(4);
    DType dtype = mode < 0 ? null : DEPTHS[mode & 7];
    if (dtype == null || (mode >> 3) + 1 != shape[2]) {
      throw new IllegalArgumentException(
          "Invalid image: mode "
              + mode
              + " with "
              + shape[2]
              + " channels (an OpenCV type code; -1 marks a file that is no picture)");
    }
    byte[] data = image.getBinary(5);
    Tensor tensor = new Tensor(dtype, shape, data, 0);
    if (tensor.byteLength() != data.length) {
      throw new IllegalArgumentException(
          "Invalid image: "
              + data.length
              + " bytes ("
              + tensor
              + " needs "
              + tensor.byteLength()
              + ")");
    }
    return redFirst
        ? new Tensor(dtype, shape, swapped(data, 0, data.length, shape[2], dtype.bytes()), 0)
        : tensor;
  }

  /** The type code of a picture's elements and channels. */
  static int mode(DType dtype, int channels) {
    int depth = Arrays.asList(DEPTHS).indexOf(dtype);
    if (depth < 0) {
      throw new IllegalArgumentException(
          "Invalid --dtype: "
              + dtype.label()
              + " (OpenCV has no such type; or set --encoding npy)");
    }
    return depth + (channels - 1 << 3);
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
      mode(dtype, 1);
    }
    return struct;
  }

  @Override
  public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    InternalRow image = source.getStruct(ordinal, FIELDS.length);
    int channels = image.getInt(3);
    return new GenericInternalRow(
        new Object[] {
          image.getUTF8String(0),
          image.getInt(1),
          image.getInt(2),
          channels,
          mode(dtype, channels),
          redFirst
              ? swapped(npy, header, npy.length - header, channels, dtype.bytes())
              : Arrays.copyOfRange(npy, header, npy.length)
        });
  }

  @Override
  public String label() {
    return redFirst ? ImageEncoding.LABEL : "image";
  }
}
