package org.dropshard.format.mds;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/** npy, which the writer of MDS makes its own arrays of. */
record NdarrayCells() implements CellEncoding {
  @Override
  public DataType columnType(DType dtype) {
    return NPY.columnType(dtype);
  }

  @Override
  public void check(Tensor tensor) {
    Ndarray.check(tensor.dtype().label(), tensor.shape());
  }

  @Override
  public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    return npy;
  }

  @Override
  public String label() {
    return MdsColumn.NDARRAY;
  }
}
