package org.dropshard.spark.functions;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.step.Steps;
import org.dropshard.tensor.Layout;

/**
 * {@code pixel_unshuffle(tensor, factor [, layout])}: the inverse of {@code pixel_shuffle}, and its
 * backward pass.
 */
public final class PixelUnshuffleFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "pixel_unshuffle";
  private static final String USAGE = "pixel_unshuffle(tensor, factor [, layout])";

  PixelUnshuffleFunction() {
    super(NAME, USAGE + " - turns places into groups of channels.");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Layers.requireNpy(given);
    Arguments arguments = new Arguments(USAGE, given).tensor(Form.NPY);
    arguments.integral("factor").optionalText("layout");
    return new OfNpy(arguments.end());
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.BinaryType);
    }

    private static final Ready.Cache READY =
        new Ready.Cache(v -> Steps.of(NAME, Map.of("factor", v[0])));

    public static byte[] invoke(byte[] npy, long factor) {
      return Layers.npy(READY, npy, Layout.HWC, factor);
    }

    public static byte[] invoke(byte[] npy, long factor, UTF8String layout) {
      return Layers.npy(READY, npy, layout, factor);
    }
  }
}
