package org.dropshard.job.read;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Binary cells of npy bytes.
 *
 * @param ordinal the column
 */
record NpyCells(int ordinal) implements CellFormat {
  @Override
  public Tensor decode(InternalRow row) throws NpyException {
    return Npy.read(row.getBinary(ordinal));
  }

  @Override
  public DataType columnType(DType dtype) {
    return BinaryType$.MODULE$;
  }

  @Override
  public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    return npy;
  }

  @Override
  public String label() {
    return "npy";
  }
}
