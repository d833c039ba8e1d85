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
 * {@code channel_dropout(tensor, dropped, seed, sample_id [, stream] [, layout])}: exactly so many
 * channels are dropped, each set of them with the same probability. Floating survivors are
 * multiplied by channels / kept channels. Layout and arrays as in {@code spatial_dropout}.
 *
 * <pre>{@code
 * SELECT channel_dropout(array(1F, 2F, 3F, 4F, 5F, 6F), 3, 'HWC', 1, 42, 5)
 * }</pre>
 */
public final class ChannelDropoutFunction extends StepFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "channel_dropout";
  private static final Ready.Cache READY =
      new Ready.Cache(v -> Steps.of("channel_dropout", Map.of("dropped", v[0])));

  ChannelDropoutFunction() {
    super(
        NAME,
        true,
        EnumSet.allOf(Form.class),
        List.of(Parameter.whole("dropped")),
        "channel_dropout(tensor, dropped, seed, sample_id [, stream] [, layout])"
            + " - drops exactly so many channels.");
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

    public static byte[] invoke(byte[] npy, long dropped, long seed, long id) {
      return invoke(npy, dropped, seed, id, 0);
    }

    public static byte[] invoke(byte[] npy, long dropped, long seed, long id, long stream) {
      return npy == null
          ? null
          : StepCells.npy(READY.of(Layout.HWC, dropped), npy, Ready.draw(seed, id, stream));
    }

    public static byte[] invoke(byte[] npy, long dropped, long seed, long id, UTF8String layout) {
      return invoke(npy, dropped, seed, id, 0, layout);
    }

    public static byte[] invoke(
        byte[] npy, long dropped, long seed, long id, long stream, UTF8String layout) {
      return npy == null || layout == null
          ? null
          : StepCells.npy(
              READY.of(Kernels.layout(layout), dropped), npy, Ready.draw(seed, id, stream));
    }
  }

  /** On {@code array<float>}. */
  public static final class OfFloats extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfFloats(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(
        ArrayData array, long channels, UTF8String layout, long dropped, long seed, long id) {
      return invoke(array, channels, layout, dropped, seed, id, 0);
    }

    public static ArrayData invoke(
        ArrayData array,
        long channels,
        UTF8String layout,
        long dropped,
        long seed,
        long id,
        long stream) {
      if (array == null || layout == null) {
        return null;
      }
      Layout of = Kernels.layout(layout);
      int[] shape = ArrayCells.shape(array.numElements(), channels, of);
      return StepCells.array(
          READY.of(of, dropped), DType.FLOAT32, array, shape, Ready.draw(seed, id, stream));
    }
  }

  /** On {@code array<double>}. */
  public static final class OfDoubles extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfDoubles(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(
        ArrayData array, long channels, UTF8String layout, long dropped, long seed, long id) {
      return invoke(array, channels, layout, dropped, seed, id, 0);
    }

    public static ArrayData invoke(
        ArrayData array,
        long channels,
        UTF8String layout,
        long dropped,
        long seed,
        long id,
        long stream) {
      if (array == null || layout == null) {
        return null;
      }
      Layout of = Kernels.layout(layout);
      int[] shape = ArrayCells.shape(array.numElements(), channels, of);
      return StepCells.array(
          READY.of(of, dropped), DType.FLOAT64, array, shape, Ready.draw(seed, id, stream));
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static InternalRow invoke(InternalRow image, long dropped, long seed, long id) {
      return invoke(image, dropped, seed, id, 0);
    }

    public static InternalRow invoke(
        InternalRow image, long dropped, long seed, long id, long stream) {
      return StepCells.image(READY.of(Layout.HWC, dropped), image, Ready.draw(seed, id, stream));
    }
  }
}
