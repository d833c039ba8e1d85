package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/**
 * {@code tensor_dtype(tensor)}: the element type as the other functions see it: {@code uint8},
 * {@code uint16}, {@code int16}, {@code int32}, {@code float16}, {@code bfloat16}, {@code float32}
 * or {@code float64}. Booleans in npy are {@code uint8}.
 *
 * <pre>{@code
 * SELECT tensor_dtype(array(1F, 2F))
 * float32
 * }</pre>
 */
public final class TensorDtypeFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "tensor_dtype";
  private static final String USAGE = NAME + "(tensor)";

  TensorDtypeFunction() {
    super(NAME, USAGE + " - the element type of a tensor, such as float32.");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Form form = Form.of(Arguments.first(given));
    DataType[] inputTypes = new Arguments(USAGE, given).tensor(form).end();
    return switch (form) {
      case NPY -> new OfNpy(inputTypes);
      case FLOATS -> new OfFloats(inputTypes);
      case DOUBLES -> new OfDoubles(inputTypes);
      case IMAGE -> new OfImage(inputTypes);
    };
  }

  /** By {@link DType#ordinal()}: no text is made a row. */
  private static final UTF8String[] LABELS = labels();

  private static UTF8String[] labels() {
    DType[] types = DType.values();
    UTF8String[] labels = new UTF8String[types.length];
    for (DType type : types) {
      labels[type.ordinal()] = UTF8String.fromString(type.label());
    }
    return labels;
  }

  private static UTF8String label(DType type) {
    return LABELS[type.ordinal()];
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<UTF8String> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.StringType);
    }

    public static UTF8String invoke(byte[] npy) {
      return npy == null ? null : label(NpyCells.read(npy).dtype());
    }
  }

  /** On {@code array<float>}. */
  public static final class OfFloats extends Bound implements ScalarFunction<UTF8String> {
    private static final long serialVersionUID = 1L;

    OfFloats(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.StringType);
    }

    public static UTF8String invoke(ArrayData array) {
      return array == null ? null : label(DType.FLOAT32);
    }
  }

  /** On {@code array<double>}. */
  public static final class OfDoubles extends Bound implements ScalarFunction<UTF8String> {
    private static final long serialVersionUID = 1L;

    OfDoubles(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.StringType);
    }

    public static UTF8String invoke(ArrayData array) {
      return array == null ? null : label(DType.FLOAT64);
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<UTF8String> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.StringType);
    }

    public static UTF8String invoke(InternalRow image) {
      Tensor x = ImageCells.read(image);
      return x == null ? null : label(x.dtype());
    }
  }
}
