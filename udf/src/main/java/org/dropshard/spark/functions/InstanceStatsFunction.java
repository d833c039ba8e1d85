package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.normalize.InstanceNorm;
import org.dropshard.spark.cells.ArrayCells;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.spark.cells.NpyCells;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * {@code instance_stats}: what {@code instance_norm} divides by, as the struct of {@code mean} and
 * {@code variance} (the population's), an array each with one value a channel.
 */
public final class InstanceStatsFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;

  InstanceStatsFunction() {
    super(
        "instance_stats",
        Arguments.channelsDescription(
            "instance_stats", "mean and variance of each channel of one tensor"));
  }

  @Override
  public BoundFunction bind(StructType given) {
    DataType doubles = DataTypes.createArrayType(DataTypes.DoubleType, false);
    Form form = Form.of(Arguments.first(given));
    Signature signature =
        Arguments.ofChannels(name(), form, given)
            .end(
                name(),
                new StructType().add("mean", doubles, false).add("variance", doubles, false));
    return new OfTensor(signature, form);
  }

  /** On any form of tensor. */
  public static final class OfTensor extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    private final Form form;

    OfTensor(Signature signature, Form form) {
      super(signature);
      this.form = form;
    }

    public InternalRow invoke(byte[] npy, UTF8String layout) {
      return npy == null || layout == null
          ? null
          : stats(NpyCells.read(npy), Options.layout(layout));
    }

    public InternalRow invoke(ArrayData array, long channels, UTF8String layoutText) {
      if (array == null || layoutText == null) {
        return null;
      }
      Layout layout = Options.layout(layoutText);
      int[] shape = ArrayCells.shape(array.numElements(), channels, layout);
      return stats(ArrayCells.read(array, form.dtype(), shape), layout);
    }

    public InternalRow invoke(InternalRow image) {
      return stats(ImageCells.read(image), Layout.HWC);
    }

    private static InternalRow stats(Tensor x, Layout layout) {
      return x == null
          ? null
          : new GenericInternalRow(
              new Object[] {
                UnsafeArrayData.fromPrimitiveArray(InstanceNorm.means(x, layout)),
                UnsafeArrayData.fromPrimitiveArray(InstanceNorm.variances(x, layout))
              });
    }
  }
}
