package org.dropshard.spark.functions;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.spark.cells.NpyCells;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/**
 * {@code tensor_dtype(tensor)}: the element type as the other functions see it: {@code uint8},
 * {@code uint16}, {@code int16}, {@code int32}, {@code float16}, {@code bfloat16}, {@code float32}
 * or {@code float64}. Booleans in npy are {@code uint8}.
 */
public final class TensorDtypeFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String USAGE = "tensor_dtype(tensor)";

  TensorDtypeFunction() {
    super("tensor_dtype", USAGE + " - the element type of a tensor, such as float32.");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Form form = Form.of(Arguments.first(given));
    Arguments arguments = new Arguments(USAGE, given).tensor(form);
    return new OfTensor(arguments.end(name(), DataTypes.StringType), form);
  }

  /** On any form of tensor. */
  public static final class OfTensor extends Bound implements ScalarFunction<UTF8String> {
    private static final long serialVersionUID = 1L;

    /** By {@link DType#ordinal()}: no text is made a row. */
    private static final UTF8String[] LABELS =
        Arrays.stream(DType.values())
            .map(type -> UTF8String.fromString(type.label()))
            .toArray(UTF8String[]::new);

    private final Form form;

    OfTensor(Signature signature, Form form) {
      super(signature);
      this.form = form;
    }

    public UTF8String invoke(byte[] npy) {
      return npy == null ? null : label(NpyCells.read(npy).dtype());
    }

    public UTF8String invoke(ArrayData array) {
      return array == null ? null : label(form.dtype());
    }

    public UTF8String invoke(InternalRow image) {
      Tensor x = ImageCells.read(image);
      return x == null ? null : label(x.dtype());
    }

    private static UTF8String label(DType type) {
      return LABELS[type.ordinal()];
    }
  }
}
