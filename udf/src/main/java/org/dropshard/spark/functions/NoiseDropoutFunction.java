package org.dropshard.spark.functions;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.step.Steps;
import org.dropshard.tensor.Layout;

/**
 * {@code noise_dropout(tensor, noise_shape, p, seed, sample_id [, stream])}: dropout by a noise
 * shape, as TensorFlow has it: an array with one number an axis, 1 where the axis shares a decision
 * and −1 where it does not. Floating survivors are scaled by 1 / (1 − p).
 */
public final class NoiseDropoutFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "noise_dropout";
  private static final String USAGE =
      "noise_dropout(tensor, noise_shape, p, seed, sample_id [, stream])";

  NoiseDropoutFunction() {
    super(
        NAME, USAGE + " - dropout by any noise shape: 1 where an axis shares a decision, else -1.");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Layers.requireNpy(given);
    Arguments arguments = new Arguments(USAGE, given).tensor(Form.NPY);
    arguments.integers("noise_shape").number("p").integral("seed").integral("sample_id");
    if (arguments.hasNext()) {
      arguments.integral("stream");
    }
    return new OfNpy(arguments.end());
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.BinaryType);
    }

    private static final Ready.Cache READY =
        new Ready.Cache(
            v ->
                Steps.of(
                    NAME,
                    Map.of("drop", v[0], "shape", Arrays.stream(v).skip(1).boxed().toList())));

    public static byte[] invoke(byte[] npy, ArrayData noiseShape, double p, long seed, long id) {
      return invoke(npy, noiseShape, p, seed, id, 0);
    }

    public static byte[] invoke(
        byte[] npy, ArrayData noiseShape, double p, long seed, long id, long stream) {
      if (npy == null || noiseShape == null) {
        return null;
      }
      int[] axes = noiseShape.toIntArray();
      double[] parameters = new double[axes.length + 1];
      parameters[0] = p;
      for (int axis = 0; axis < axes.length; axis++) {
        parameters[axis + 1] = noiseShape.isNullAt(axis) ? -1 : axes[axis];
      }
      return StepCells.npy(READY.of(Layout.HWC, parameters), npy, Ready.draw(seed, id, stream));
    }
  }
}
