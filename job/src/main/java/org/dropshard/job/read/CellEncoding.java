package org.dropshard.job.read;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.dropshard.tensor.DType;

/** How a column holds tensors: the way from a tensor to its cell. */
public interface CellEncoding extends Serializable {
  /**
   * The column's type.
   *
   * @param dtype the type that tensors are written in; null: as they are read
   * @throws IllegalArgumentException if such a column cannot hold the type
   */
  DataType columnType(DType dtype);

  /**
   * The cell of a tensor.
   *
   * @param npy the tensor as npy bytes; may be the result, and may not be kept
   * @param header how many of them come before the values
   * @param dtype the type of the values
   * @param source the row that the sample came in, for what else its cell holds
   */
  Object encode(byte[] npy, int header, DType dtype, InternalRow source);

  /** The name in the tensor column's metadata. */
  String label();

  /** npy bytes, as numpy.save writes them. */
  CellEncoding NPY = new NpyEncoding();

  /** See {@link #NPY}. */
  record NpyEncoding() implements CellEncoding {
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
}
