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
 * {@code coarse_dropout(tensor, holes, height, width, seed, sample_id [, stream] [, layout])}: so
 * many rectangles are dropped in all channels; sides below 1 are fractions of the picture's.
 * Survivors keep their bits. The layout of npy is HWC unless given.
 */
public final class CoarseDropoutFunction extends StepFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "coarse_dropout";
  private static final Ready.Cache READY =
      new Ready.Cache(
          v -> Steps.of("coarse_dropout", Map.of("holes", v[0], "height", v[1], "width", v[2])));

  CoarseDropoutFunction() {
    super(
        NAME,
        true,
        EnumSet.of(Form.NPY, Form.IMAGE),
        List.of(Parameter.whole("holes"), Parameter.number("height"), Parameter.number("width")),
        "coarse_dropout(tensor, holes, height, width, seed, sample_id [, stream] [, layout])"
            + " - drops rectangles that lie in the picture; sides below 1 are fractions.");
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

    public static byte[] invoke(
        byte[] npy, long holes, double height, double width, long seed, long id) {
      return invoke(npy, holes, height, width, seed, id, 0);
    }

    public static byte[] invoke(
        byte[] npy, long holes, double height, double width, long seed, long id, long stream) {
      return npy == null
          ? null
          : StepCells.npy(
              READY.of(Layout.HWC, holes, height, width), npy, Ready.draw(seed, id, stream));
    }

    public static byte[] invoke(
        byte[] npy,
        long holes,
        double height,
        double width,
        long seed,
        long id,
        UTF8String layout) {
      return invoke(npy, holes, height, width, seed, id, 0, layout);
    }

    public static byte[] invoke(
        byte[] npy,
        long holes,
        double height,
        double width,
        long seed,
        long id,
        long stream,
        UTF8String layout) {
      return npy == null || layout == null
          ? null
          : StepCells.npy(
              READY.of(Kernels.layout(layout), holes, height, width),
              npy,
              Ready.draw(seed, id, stream));
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static InternalRow invoke(
        InternalRow image, long holes, double height, double width, long seed, long id) {
      return invoke(image, holes, height, width, seed, id, 0);
    }

    public static InternalRow invoke(
        InternalRow image,
        long holes,
        double height,
        double width,
        long seed,
        long id,
        long stream) {
      return StepCells.image(
          READY.of(Layout.HWC, holes, height, width), image, Ready.draw(seed, id, stream));
    }
  }
}
