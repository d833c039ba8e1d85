package org.dropshard.job.read.cell;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType$;
import org.apache.spark.sql.types.FloatType$;
import org.dropshard.spark.cells.ArrayCells;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Cells that are {@code array<float>} or {@code array<double>}, row-major.
 *
 * @param ordinal the column
 * @param shape where the shape comes from; null: one axis, as long as the array
 * @param dtype float32 or float64
 */
public record FloatArrayCells(int ordinal, CellShape shape, DType dtype) implements CellFormat {
  @Override
  public Tensor decode(InternalRow row) {
    ArrayData array = row.getArray(ordinal);
    int n = array.numElements();
    int[] axes = shape == null ? new int[] {n} : shape.of(row);
    if (Tensor.elements(axes) != n) {
      throw Invalid.argument(
          "tensor length", n, Arrays.toString(axes) + " needs " + Tensor.elements(axes));
    }
    return ArrayCells.read(array, dtype, axes);
  }

  @Override
  public DataType columnType(DType written) {
    return switch (written == null ? dtype : written) {
      case FLOAT32 -> new ArrayType(FloatType$.MODULE$, false);
      case FLOAT64 -> new ArrayType(DoubleType$.MODULE$, false);
      default ->
          throw Invalid.argument(
              "--dtype", written.label(), "arrays hold float32 or float64; or set --encoding npy");
    };
  }

  @Override
  public Object encode(byte[] npy, int header, DType written, InternalRow source) {
    if (written == DType.FLOAT32) {
      return FLOATS.encode(npy, header, written, source);
    }
    int bytes = npy.length - header;
    double[] values = new double[bytes / 8];
    Values.view(npy, header, bytes).asDoubleBuffer().get(values);
    return UnsafeArrayData.fromPrimitiveArray(values);
  }

  @Override
  public String label() {
    return "array";
  }
}
