package org.dropshard.spark.functions;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/**
 * {@code spatial_dropout_at_least(tensor, p, at_least, seed, sample_id [, stream] [, layout])}:
 * spatial dropout on condition that at least so many channels survive. Floating survivors are
 * divided by the probability to survive under that condition. Layout and arrays as in {@code
 * spatial_dropout}.
 */
public final class GuardedSpatialDropoutFunction extends StepFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "spatial_dropout_at_least";
  private static final Ready.Cache READY =
      new Ready.Cache(v -> Steps.of("spatial_dropout", Map.of("drop", v[0], "at_least", v[1])));

  GuardedSpatialDropoutFunction() {
    super(
        NAME,
        true,
        EnumSet.allOf(Form.class),
        List.of(Parameter.number("p"), Parameter.whole("at_least")),
        "spatial_dropout_at_least(tensor, p, at_least, seed, sample_id [, stream] [, layout])"
            + " - drops each channel with probability p, but keeps at least so many.");
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

    public static byte[] invoke(byte[] npy, double p, long at_least, long seed, long id) {
      return invoke(npy, p, at_least, seed, id, 0);
    }

    public static byte[] invoke(
        byte[] npy, double p, long at_least, long seed, long id, long stream) {
      return npy == null
          ? null
          : StepCells.npy(READY.of(Layout.HWC, p, at_least), npy, Ready.draw(seed, id, stream));
    }

    public static byte[] invoke(
        byte[] npy, double p, long at_least, long seed, long id, UTF8String layout) {
      return invoke(npy, p, at_least, seed, id, 0, layout);
    }

    public static byte[] invoke(
        byte[] npy, double p, long at_least, long seed, long id, long stream, UTF8String layout) {
      return npy == null || layout == null
          ? null
          : StepCells.npy(
              READY.of(Kernels.layout(layout), p, at_least), npy, Ready.draw(seed, id, stream));
    }
  }

  /** On {@code array<float>}. */
  public static final class OfFloats extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfFloats(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(
        ArrayData array,
        long channels,
        UTF8String layout,
        double p,
        long at_least,
        long seed,
        long id) {
      return invoke(array, channels, layout, p, at_least, seed, id, 0);
    }

    public static ArrayData invoke(
        ArrayData array,
        long channels,
        UTF8String layout,
        double p,
        long at_least,
        long seed,
        long id,
        long stream) {
      if (array == null || layout == null) {
        return null;
      }
      Layout of = Kernels.layout(layout);
      int[] shape = ArrayCells.shape(array.numElements(), channels, of);
      return StepCells.array(
          READY.of(of, p, at_least), DType.FLOAT32, array, shape, Ready.draw(seed, id, stream));
    }
  }

  /** On {@code array<double>}. */
  public static final class OfDoubles extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfDoubles(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(
        ArrayData array,
        long channels,
        UTF8String layout,
        double p,
        long at_least,
        long seed,
        long id) {
      return invoke(array, channels, layout, p, at_least, seed, id, 0);
    }

    public static ArrayData invoke(
        ArrayData array,
        long channels,
        UTF8String layout,
        double p,
        long at_least,
        long seed,
        long id,
        long stream) {
      if (array == null || layout == null) {
        return null;
      }
      Layout of = Kernels.layout(layout);
      int[] shape = ArrayCells.shape(array.numElements(), channels, of);
      return StepCells.array(
          READY.of(of, p, at_least), DType.FLOAT64, array, shape, Ready.draw(seed, id, stream));
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static InternalRow invoke(
        InternalRow image, double p, long at_least, long seed, long id) {
      return invoke(image, p, at_least, seed, id, 0);
    }

    public static InternalRow invoke(
        InternalRow image, double p, long at_least, long seed, long id, long stream) {
      return StepCells.image(
          READY.of(Layout.HWC, p, at_least), image, Ready.draw(seed, id, stream));
    }
  }
}
