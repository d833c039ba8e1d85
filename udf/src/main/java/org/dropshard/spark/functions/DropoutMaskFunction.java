package org.dropshard.spark.functions;

import java.util.Arrays;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Dropout;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * {@code dropout_mask(units, p, seed, sample_id [, stream])}: the decisions for units 0 to {@code
 * units} − 1, as npy of booleans ({@code |b1}) of shape {@code (units,)}: true where the unit is
 * kept. It is the mask of any dropout with as many units, such as of {@code spatial_dropout} on a
 * tensor with as many channels.
 */
public final class DropoutMaskFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String USAGE = "dropout_mask(units, p, seed, sample_id [, stream])";

  DropoutMaskFunction() {
    super(
        "dropout_mask",
        USAGE
            + " - the mask of a sample as npy of booleans: true where the unit is kept, which"
            + " happens with probability 1-p.");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Arguments arguments = new Arguments(USAGE, given);
    arguments.integral("units").number("p").integral("seed").integral("sample_id").stream();
    return new OfUnits(arguments.end(name(), DataTypes.BinaryType));
  }

  /** On a number of units. */
  public static final class OfUnits extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    /** What a JVM allocates, less a header. */
    private static final int MOST_UNITS = Integer.MAX_VALUE - 8 - 128;

    private static final ThreadLocal<TensorDropout> KERNEL =
        ThreadLocal.withInitial(TensorDropout::new);

    OfUnits(Signature signature) {
      super(signature);
    }

    public byte[] invoke(long units, double p, long seed, long id) {
      return invoke(units, p, seed, id, 0);
    }

    public byte[] invoke(long units, double p, long seed, long id, long stream) {
      if (units < 0 || units > MOST_UNITS) {
        throw Invalid.argument("units", units, "0 to " + MOST_UNITS);
      }
      int[] shape = {(int) units};
      byte[] header = Npy.header("|b1", shape);
      byte[] cell = Arrays.copyOf(header, header.length + shape[0]);
      Arrays.fill(cell, header.length, cell.length, (byte) 1); // the mask is what dropout leaves
      Tensor ones = new Tensor(DType.UINT8, shape, cell, header.length);
      int s = Prepared.draw(seed, id, stream).stream();
      DropProbability drop = new DropProbability(p);
      Dropout dropout = new Dropout(Kind.ELEMENT, Layout.HWC, drop, Scale.NONE, 0);
      KERNEL.get().apply(dropout, seed, id, s, ones, cell, header.length);
      return cell;
    }

    @Override
    public boolean isResultNullable() {
      return false; // no argument can be null here: Spark answers null itself
    }
  }
}
