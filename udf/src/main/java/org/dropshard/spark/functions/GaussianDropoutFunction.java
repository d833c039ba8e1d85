package org.dropshard.spark.functions;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/**
 * {@code gaussian_dropout(tensor, p, seed, sample_id [, stream])}: each element is multiplied by
 * noise of mean 1 and variance p / (1 − p). Floating types. Its own backward pass.
 */
public final class GaussianDropoutFunction extends StepFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "gaussian_dropout";
  private static final Ready.Cache READY =
      new Ready.Cache(v -> Steps.of("gaussian_dropout", Map.of("drop", v[0])));

  GaussianDropoutFunction() {
    super(
        NAME,
        false,
        EnumSet.of(Form.NPY, Form.FLOATS, Form.DOUBLES),
        List.of(Parameter.number("p")),
        "gaussian_dropout(tensor, p, seed, sample_id [, stream])"
            + " - multiplies each element by N(1, p/(1-p)).");
  }

  @Override
  BoundFunction bind(Form form, DataType[] inputTypes, DataType resultType) {
    return switch (form) {
      case NPY -> new OfNpy(inputTypes, resultType);
      case FLOATS -> new OfFloats(inputTypes, resultType);
      case DOUBLES -> new OfDoubles(inputTypes, resultType);
      default -> throw new IllegalStateException("refused before");
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
      return npy == null
          ? null
          : StepCells.npy(READY.of(Layout.HWC, p), npy, Ready.draw(seed, id, stream));
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
      if (array == null) {
        return null;
      }
      int[] shape = {array.numElements()};
      return StepCells.array(
          READY.of(Layout.HWC, p), DType.FLOAT32, array, shape, Ready.draw(seed, id, stream));
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
      if (array == null) {
        return null;
      }
      int[] shape = {array.numElements()};
      return StepCells.array(
          READY.of(Layout.HWC, p), DType.FLOAT64, array, shape, Ready.draw(seed, id, stream));
    }
  }
}
