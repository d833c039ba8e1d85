package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/**
 * {@code spatial_dropout(tensor, p, seed, sample_id [, stream] [, layout])}: each channel is
 * dropped whole. An npy tensor is taken for HWC unless the layout says {@code 'CHW'}; it is never
 * guessed from the shape. An image is HWC. An array comes with both: {@code spatial_dropout(array,
 * channels, layout, p, seed, sample_id [, stream])}.
 *
 * <pre>{@code
 * SELECT spatial_dropout(array(1F, 2F, 3F, 4F, 5F, 6F), 3, 'HWC', 0.5, 42, 5)
 * [0.0,0.0,6.0,0.0,0.0,12.0]
 * }</pre>
 *
 * @see <a href="https://arxiv.org/abs/1411.4280">Tompson, Goroshin, Jain, LeCun, Bregler: Efficient
 *     object localization using convolutional networks (2014)</a>
 */
public final class SpatialDropoutFunction extends DropoutFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "spatial_dropout";

  SpatialDropoutFunction() {
    super(
        NAME,
        true,
        "spatial_dropout(tensor, p, seed, sample_id [, stream] [, layout]) - drops each channel of"
            + " a tensor with probability p. The layout of npy is 'HWC' unless given; arrays:"
            + " spatial_dropout(array, channels, layout, p, seed, sample_id [, stream])."
            + VALUES);
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

    public static byte[] invoke(byte[] npy, double p, long seed, long id) {
      return invoke(npy, p, seed, id, 0);
    }

    public static byte[] invoke(byte[] npy, double p, long seed, long id, long stream) {
      return NpyCells.dropout(Kind.SPATIAL, npy, p, seed, id, stream, Layout.HWC);
    }

    public static byte[] invoke(byte[] npy, double p, long seed, long id, UTF8String layout) {
      return invoke(npy, p, seed, id, 0, layout);
    }

    public static byte[] invoke(
        byte[] npy, double p, long seed, long id, long stream, UTF8String layout) {
      return NpyCells.dropout(Kind.SPATIAL, npy, p, seed, id, stream, layout);
    }
  }

  /** On {@code array<float>}. */
  public static final class OfFloats extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfFloats(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(
        ArrayData array, long channels, UTF8String layout, double p, long seed, long id) {
      return invoke(array, channels, layout, p, seed, id, 0);
    }

    public static ArrayData invoke(
        ArrayData x, long channels, UTF8String layout, double p, long seed, long id, long stream) {
      return ArrayCells.dropout(
          Kind.SPATIAL, DType.FLOAT32, x, channels, layout, p, seed, id, stream);
    }
  }

  /** On {@code array<double>}. */
  public static final class OfDoubles extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfDoubles(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(
        ArrayData array, long channels, UTF8String layout, double p, long seed, long id) {
      return invoke(array, channels, layout, p, seed, id, 0);
    }

    public static ArrayData invoke(
        ArrayData x, long channels, UTF8String layout, double p, long seed, long id, long stream) {
      return ArrayCells.dropout(
          Kind.SPATIAL, DType.FLOAT64, x, channels, layout, p, seed, id, stream);
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static InternalRow invoke(InternalRow image, double p, long seed, long id) {
      return invoke(image, p, seed, id, 0);
    }

    public static InternalRow invoke(InternalRow image, double p, long seed, long id, long stream) {
      return ImageCells.dropout(Kind.SPATIAL, image, p, seed, id, stream);
    }
  }
}
