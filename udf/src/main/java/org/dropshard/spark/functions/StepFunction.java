package org.dropshard.spark.functions;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What the rarer dropouts share: a tensor, parameters of their own, then seed, sample id, and where
 * they are wanted stream and layout.
 */
abstract class StepFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;

  /** A parameter: whole, or any number. */
  record Parameter(String name, boolean whole) implements java.io.Serializable {
    static Parameter number(String name) {
      return new Parameter(name, false);
    }

    static Parameter whole(String name) {
      return new Parameter(name, true);
    }
  }

  private final boolean needsLayout;
  private final Set<Form> forms;
  private final List<Parameter> parameters;

  /**
   * @param needsLayout whether the units depend on where the channels are
   * @param forms in which tensors may come
   */
  StepFunction(
      String name,
      boolean needsLayout,
      Set<Form> forms,
      List<Parameter> parameters,
      String description) {
    super(name, description);
    this.needsLayout = needsLayout;
    this.forms = forms;
    this.parameters = parameters;
  }

  abstract BoundFunction bind(Form form, DataType[] inputTypes, DataType resultType);

  @Override
  public final BoundFunction bind(StructType given) {
    DataType tensor = Arguments.first(given);
    Form form = Form.of(tensor);
    if (!forms.contains(form)) {
      throw new UnsupportedOperationException(
          "Invalid tensor: "
              + tensor.catalogString()
              + " ("
              + forms.stream()
                  .sorted()
                  .map(Form::words)
                  .distinct()
                  .collect(Collectors.joining(", "))
              + ")");
    }
    Arguments arguments = new Arguments(usage(form), given).tensor(form);
    if (needsLayout && form.isArray()) {
      arguments.integral("channels").text("layout");
    }
    for (Parameter parameter : parameters) {
      if (parameter.whole()) {
        arguments.integral(parameter.name());
      } else {
        arguments.number(parameter.name());
      }
    }
    arguments.integral("seed").integral("sample_id");
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
    String own = parameters.stream().map(p -> p.name() + ", ").collect(Collectors.joining());
    String layout = needsLayout && form == Form.NPY ? " [, layout]" : "";
    return name() + "(" + tensor + ", " + own + "seed, sample_id [, stream]" + layout + ")";
  }
}
