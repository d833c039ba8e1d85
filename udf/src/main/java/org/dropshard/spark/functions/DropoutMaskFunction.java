package org.dropshard.spark.functions;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * {@code dropout_mask(units, p, seed, sample_id [, stream])}: the decisions for units 0 to {@code
 * units} − 1, as npy of booleans ({@code |b1}) of shape {@code (units,)}: true where the unit is
 * kept. It is the mask of any dropout with as many units, such as of {@code spatial_dropout} on a
 * tensor with as many channels.
 *
 * <pre>{@code
 * SELECT hex(substring(dropout_mask(8, 0.5, 42, 5), 129))
 * 0000010001010001
 * }</pre>
 */
public final class DropoutMaskFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "dropout_mask";
  private static final String USAGE = NAME + "(units, p, seed, sample_id [, stream])";

  DropoutMaskFunction() {
    super(
        NAME,
        USAGE
            + " - the mask of a sample as npy of booleans: true where the unit is kept, which"
            + " happens with probability 1-p.");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Arguments arguments = new Arguments(USAGE, given);
    arguments.integral("units").number("p").integral("seed").integral("sample_id");
    if (arguments.hasNext()) {
      arguments.integral("stream");
    }
    return new OfUnits(arguments.end());
  }

  /** On a number of units. */
  public static final class OfUnits extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    /** What a JVM allocates, less a header. */
    private static final int MOST_UNITS = Integer.MAX_VALUE - 8 - 128;

    OfUnits(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.BinaryType);
    }

    public static byte[] invoke(long units, double p, long seed, long id) {
      return invoke(units, p, seed, id, 0);
    }

    public static byte[] invoke(long units, double p, long seed, long id, long stream) {
      if (units < 0 || units > MOST_UNITS) {
        throw new IllegalArgumentException(
            "Invalid units: " + units + " (0 to " + MOST_UNITS + ")");
      }
      int[] shape = {(int) units};
      byte[] header = booleanHeader(shape);
      byte[] cell = Arrays.copyOf(header, header.length + shape[0]);
      Arrays.fill(cell, header.length, cell.length, (byte) 1); // the mask is what dropout leaves
      Tensor ones = new Tensor(DType.UINT8, shape, cell, header.length);
      Kernels.dropout(Kind.ELEMENT, Layout.HWC, p, seed, id, stream, ones, cell, header.length);
      return cell;
    }

    /** As numpy.save writes it for booleans, whose type's name is as long as that of bytes. */
    private static byte[] booleanHeader(int[] shape) {
      String text = new String(Npy.header(DType.UINT8, shape), StandardCharsets.ISO_8859_1);
      return text.replace("'|u1'", "'|b1'").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean isResultNullable() {
      return false; // no argument can be null here: Spark answers null itself
    }
  }
}
