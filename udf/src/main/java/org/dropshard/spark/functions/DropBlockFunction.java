package org.dropshard.spark.functions;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.step.Steps;
import org.dropshard.tensor.Layout;

/**
 * {@code drop_block(tensor, p, size, seed, sample_id [, stream] [, layout])}: squares of size ×
 * size places are dropped, channel by channel. Floating survivors are multiplied by elements / kept
 * elements. The layout of npy is HWC unless given.
 */
public final class DropBlockFunction extends StepFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "drop_block";
  private static final Ready.Cache READY =
      new Ready.Cache(v -> Steps.of("drop_block", Map.of("drop", v[0], "size", v[1])));

  DropBlockFunction() {
    super(
        NAME,
        true,
        EnumSet.of(Form.NPY, Form.IMAGE),
        List.of(Parameter.number("p"), Parameter.whole("size")),
        "drop_block(tensor, p, size, seed, sample_id [, stream] [, layout])"
            + " - drops squares of each channel.");
  }

  @Override
  BoundFunction bind(Form form, DataType[] inputTypes, DataType resultType) {
    return switch (form) {
      case NPY -> new OfNpy(inputTypes, resultType);
      case IMAGE -> new OfImage(inputTypes, resultType);
      default -> throw new IllegalStateException("refused before");
    };
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static byte[] invoke(byte[] npy, double p, long size, long seed, long id) {
      return invoke(npy, p, size, seed, id, 0);
    }

    public static byte[] invoke(byte[] npy, double p, long size, long seed, long id, long stream) {
      return npy == null
          ? null
          : StepCells.npy(READY.of(Layout.HWC, p, size), npy, Ready.draw(seed, id, stream));
    }

    public static byte[] invoke(
        byte[] npy, double p, long size, long seed, long id, UTF8String layout) {
      return invoke(npy, p, size, seed, id, 0, layout);
    }

    public static byte[] invoke(
        byte[] npy, double p, long size, long seed, long id, long stream, UTF8String layout) {
      return npy == null || layout == null
          ? null
          : StepCells.npy(
              READY.of(Kernels.layout(layout), p, size), npy, Ready.draw(seed, id, stream));
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static InternalRow invoke(InternalRow image, double p, long size, long seed, long id) {
      return invoke(image, p, size, seed, id, 0);
    }

    public static InternalRow invoke(
        InternalRow image, double p, long size, long seed, long id, long stream) {
      return StepCells.image(READY.of(Layout.HWC, p, size), image, Ready.draw(seed, id, stream));
    }
  }
}
