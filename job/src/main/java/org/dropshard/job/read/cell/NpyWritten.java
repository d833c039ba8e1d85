package org.dropshard.job.read.cell;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.dropshard.tensor.DType;

/** Cells that are written as npy, however they are read. */
interface NpyWritten extends CellFormat {
  @Override
  default DataType columnType(DType dtype) {
    return BinaryType$.MODULE$;
  }

  @Override
  default Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
    return npy;
  }

  @Override
  default String label() {
    return NPY.label();
  }
}
