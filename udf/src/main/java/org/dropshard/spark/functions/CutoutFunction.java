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
 * {@code cutout(tensor, size, seed, sample_id [, stream] [, layout])}: a square about a place is
 * dropped in all channels, cut off at the edges. Survivors keep their bits. The layout of npy is
 * HWC unless given.
 */
public final class CutoutFunction extends StepFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "cutout";
  private static final Ready.Cache READY =
      new Ready.Cache(v -> Steps.of("cutout", Map.of("size", v[0])));

  CutoutFunction() {
    super(
        NAME,
        true,
        EnumSet.of(Form.NPY, Form.IMAGE),
        List.of(Parameter.whole("size")),
        "cutout(tensor, size, seed, sample_id [, stream] [, layout])"
            + " - drops a square, cut off at the edges.");
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

    public static byte[] invoke(byte[] npy, long size, long seed, long id) {
      return invoke(npy, size, seed, id, 0);
    }

    public static byte[] invoke(byte[] npy, long size, long seed, long id, long stream) {
      return npy == null
          ? null
          : StepCells.npy(READY.of(Layout.HWC, size), npy, Ready.draw(seed, id, stream));
    }

    public static byte[] invoke(byte[] npy, long size, long seed, long id, UTF8String layout) {
      return invoke(npy, size, seed, id, 0, layout);
    }

    public static byte[] invoke(
        byte[] npy, long size, long seed, long id, long stream, UTF8String layout) {
      return npy == null || layout == null
          ? null
          : StepCells.npy(
              READY.of(Kernels.layout(layout), size), npy, Ready.draw(seed, id, stream));
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static InternalRow invoke(InternalRow image, long size, long seed, long id) {
      return invoke(image, size, seed, id, 0);
    }

    public static InternalRow invoke(
        InternalRow image, long size, long seed, long id, long stream) {
      return StepCells.image(READY.of(Layout.HWC, size), image, Ready.draw(seed, id, stream));
    }
  }
}
