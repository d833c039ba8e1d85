package org.dropshard.spark.functions;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/**
 * {@code feature_alpha_dropout(tensor, p, seed, sample_id [, stream] [, layout])}: alpha dropout of
 * whole channels. Floating types; layout and arrays as in {@code spatial_dropout}.
 */
public final class FeatureAlphaDropoutFunction extends StepFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "feature_alpha_dropout";
  private static final Ready.Cache READY =
      new Ready.Cache(v -> Steps.of("feature_alpha_dropout", Map.of("drop", v[0])));

  FeatureAlphaDropoutFunction() {
    super(
        NAME,
        true,
        EnumSet.of(Form.NPY, Form.FLOATS, Form.DOUBLES),
        List.of(Parameter.number("p")),
        "feature_alpha_dropout(tensor, p, seed, sample_id [, stream] [, layout])"
            + " - drops channels to SELU's limit and restores mean and variance.");
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

    public static byte[] invoke(byte[] npy, double p, long seed, long id, UTF8String layout) {
      return invoke(npy, p, seed, id, 0, layout);
    }

    public static byte[] invoke(
        byte[] npy, double p, long seed, long id, long stream, UTF8String layout) {
      return npy == null || layout == null
          ? null
          : StepCells.npy(READY.of(Kernels.layout(layout), p), npy, Ready.draw(seed, id, stream));
    }
  }

  /** On {@code array<float>}. */
  public static final class OfFloats extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfFloats(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(
        ArrayData array, long channels, UTF8String layout, double p, long seed, long id) {
      return invoke(array, channels, layout, p, seed, id, 0);
    }

    public static ArrayData invoke(
        ArrayData array,
        long channels,
        UTF8String layout,
        double p,
        long seed,
        long id,
        long stream) {
      if (array == null || layout == null) {
        return null;
      }
      Layout of = Kernels.layout(layout);
      int[] shape = ArrayCells.shape(array.numElements(), channels, of);
      return StepCells.array(
          READY.of(of, p), DType.FLOAT32, array, shape, Ready.draw(seed, id, stream));
    }
  }

  /** On {@code array<double>}. */
  public static final class OfDoubles extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfDoubles(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(
        ArrayData array, long channels, UTF8String layout, double p, long seed, long id) {
      return invoke(array, channels, layout, p, seed, id, 0);
    }

    public static ArrayData invoke(
        ArrayData array,
        long channels,
        UTF8String layout,
        double p,
        long seed,
        long id,
        long stream) {
      if (array == null || layout == null) {
        return null;
      }
      Layout of = Kernels.layout(layout);
      int[] shape = ArrayCells.shape(array.numElements(), channels, of);
      return StepCells.array(
          READY.of(of, p), DType.FLOAT64, array, shape, Ready.draw(seed, id, stream));
    }
  }
}
