package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/**
 * {@code element_dropout(tensor, p, seed, sample_id [, stream])}: each element is dropped for
 * itself. The tensor is npy, {@code array<float>}, {@code array<double>} or an image, and so is the
 * result.
 *
 * <pre>{@code
 * SELECT element_dropout(array(1F, 2F, 3F, 4F, 5F, 6F), 0.5, 42, 5)
 * [0.0,0.0,6.0,0.0,10.0,12.0]
 * }</pre>
 */
public final class ElementDropoutFunction extends DropoutFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "element_dropout";

  ElementDropoutFunction() {
    super(
        NAME,
        false,
        "element_dropout(tensor, p, seed, sample_id [, stream]) - drops each element of a tensor"
            + " with probability p."
            + VALUES);
  }

  @Override
  BoundFunction bind(Form form, DataType[] inputTypes, DataType resultType) {
    return switch (form) {
      case NPY -> new OfNpy(inputTypes, resultType);
      case FLOATS -> new OfFloats(inputTypes, resultType);
      case DOUBLES -> new OfDoubles(inputTypes, resultType);
      case IMAGE -> new OfImage(inputTypes, resultType);
    };
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static byte[] invoke(byte[] npy, double p, long seed, long id) {
      return invoke(npy, p, seed, id, 0);
    }

    public static byte[] invoke(byte[] npy, double p, long seed, long id, long stream) {
      return NpyCells.dropout(Kind.ELEMENT, npy, p, seed, id, stream, Layout.HWC);
    }
  }

  /** On {@code array<float>}. */
  public static final class OfFloats extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfFloats(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(ArrayData array, double p, long seed, long id) {
      return invoke(array, p, seed, id, 0);
    }

    public static ArrayData invoke(ArrayData array, double p, long seed, long id, long stream) {
      return ArrayCells.elementDropout(DType.FLOAT32, array, p, seed, id, stream);
    }
  }

  /** On {@code array<double>}. */
  public static final class OfDoubles extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfDoubles(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(ArrayData array, double p, long seed, long id) {
      return invoke(array, p, seed, id, 0);
    }

    public static ArrayData invoke(ArrayData array, double p, long seed, long id, long stream) {
      return ArrayCells.elementDropout(DType.FLOAT64, array, p, seed, id, stream);
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static InternalRow invoke(InternalRow image, double p, long seed, long id) {
      return invoke(image, p, seed, id, 0);
    }

    public static InternalRow invoke(InternalRow image, double p, long seed, long id, long stream) {
      return ImageCells.dropout(Kind.ELEMENT, image, p, seed, id, stream);
    }
  }
}
