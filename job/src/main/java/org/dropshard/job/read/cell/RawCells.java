package org.dropshard.job.read.cell;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;

/**
 * Binary cells of little-endian values alone, in row-major order.
 *
 * @param ordinal the column
 * @param shape where the shape comes from
 * @param dtype the element type; null if {@code dtypeOrdinal} holds its name
 * @param dtypeOrdinal the column of the element type's name, or −1
 */
public record RawCells(int ordinal, CellShape shape, DType dtype, int dtypeOrdinal)
    implements CellFormat {
  @Override
  public Tensor decode(InternalRow row) {
    byte[] data = row.getBinary(ordinal);
    DType type = dtype;
    if (type == null) {
      if (row.isNullAt(dtypeOrdinal)) {
        throw new IllegalArgumentException("Invalid dtype: null");
      }
      type = DType.ofLabel(row.getUTF8String(dtypeOrdinal).toString());
    }
    Tensor tensor = new Tensor(type, shape.of(row), data, 0);
    if (tensor.byteLength() != data.length) {
      throw Invalid.argument(
          "tensor length", data.length + " bytes", tensor + " needs " + tensor.byteLength());
    }
    return tensor;
  }

  @Override
  public DataType columnType(DType ignored) {
    return BinaryType$.MODULE$;
  }

  @Override
  public Object encode(byte[] npy, int header, DType ignored, InternalRow source) {
    return Arrays.copyOfRange(npy, header, npy.length);
  }

  @Override
  public String label() {
    return "raw";
  }
}
