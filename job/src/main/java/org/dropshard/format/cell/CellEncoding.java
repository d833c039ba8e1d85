package org.dropshard.format.cell;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.FloatType$;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

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

  /**
   * Refuses tensors that such a column cannot hold.
   *
   * @throws IllegalArgumentException naming the rule
   */
  default void check(Tensor tensor) {}

  /** Whether the column is one that may hold nulls; no cell is null. */
  default boolean isNullable() {
    return false;
  }

  /** Whether cells of such a label hold values alone: neither type nor shape. */
  static boolean isBare(String label) {
    return label.equals(RAW.label()) || label.equals(FLOATS.label());
  }

  /** Little-endian values alone, in row-major order: type and shape stand elsewhere. */
  CellEncoding RAW = new RawEncoding();

  /** See {@link #RAW}. */
  record RawEncoding() implements CellEncoding {
    @Override
    public DataType columnType(DType dtype) {
      return BinaryType$.MODULE$;
    }

    @Override
    public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
      return Arrays.copyOfRange(npy, header, npy.length);
    }

    @Override
    public String label() {
      return "raw";
    }
  }

  /** An array of float32, in row-major order. */
  CellEncoding FLOATS = new FloatsEncoding();

  /** See {@link #FLOATS}. */
  record FloatsEncoding() implements CellEncoding {
    @Override
    public DataType columnType(DType dtype) {
      return new ArrayType(FloatType$.MODULE$, false);
    }

    @Override
    public void check(Tensor tensor) {
      if (tensor.dtype() != DType.FLOAT32) {
        throw Invalid.argument(
            "dtype",
            tensor.dtype().label(),
            "arrays hold float32: set --dtype float32, or --encoding raw");
      }
    }

    @Override
    public Object encode(byte[] npy, int header, DType dtype, InternalRow source) {
      float[] values = new float[(npy.length - header) / 4];
      Values.view(npy, header, npy.length - header).asFloatBuffer().get(values);
      return UnsafeArrayData.fromPrimitiveArray(values);
    }

    @Override
    public String label() {
      return "array";
    }
  }

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

  /** Whether colors of three channels or more stand in the order blue, green, red. */
  default boolean isBlueFirst() {
    return false;
  }
}
