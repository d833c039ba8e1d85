package org.dropshard.spark.functions;

import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What the three dropouts share: how their arguments are read. A subclass holds one class a tensor
 * form, as Spark finds the static {@code invoke} by class.
 */
abstract class DropoutFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;

  /** What all dropouts do to values, for descriptions. */
  static final String VALUES =
      " Dropped values become 0; survivors are scaled by 1/(1-p) in floating types and keep their"
          + " value in integer types.";

  private final boolean needsLayout;

  /**
   * @param needsLayout whether the units depend on where the channels are
   */
  DropoutFunction(String name, boolean needsLayout, String description) {
    super(name, description);
    this.needsLayout = needsLayout;
  }

  abstract BoundFunction bind(Form form, DataType[] inputTypes, DataType resultType);

  @Override
  public final BoundFunction bind(StructType given) {
    DataType tensor = Arguments.first(given);
    Form form = Form.of(tensor);
    Arguments arguments = new Arguments(usage(form), given).tensor(form);
    if (needsLayout && form.isArray()) {
      arguments.integral("channels").text("layout");
    }
    arguments.number("p").integral("seed").integral("sample_id");
    boolean mayEndInLayout = needsLayout && form == Form.NPY;
    if (arguments.hasNext() && !(mayEndInLayout && arguments.nextIsText())) {
      arguments.integral("stream");
    }
    if (arguments.hasNext() && mayEndInLayout) {
      arguments.text("layout");
    }
    return bind(form, arguments.end(), form.resultType(tensor));
  }

  private String usage(Form form) {
    String tensor =
        switch (form) {
          case NPY -> "tensor";
          case FLOATS, DOUBLES -> needsLayout ? "array, channels, layout" : "array";
          case IMAGE -> "image";
        };
    String layout = needsLayout && form == Form.NPY ? " [, layout]" : "";
    return name() + "(" + tensor + ", p, seed, sample_id [, stream]" + layout + ")";
  }
}
