package org.dropshard.spark.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.dropshard.step.Step;
import org.dropshard.step.Steps;
import org.dropshard.tensor.Invalid;

/**
 * A step as a function: the tensor, what the step is given, then seed, sample id and stream where
 * it draws, and at last options.
 */
final class StepFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;

  private static final String LAYOUT =
      " The layout is 'CHW' or 'HWC', alone or with options: 'layout = CHW, name = value'.";
  private static final String OPTIONS = " Options: 'name = value, name = [value, value]'.";

  /** What is asked of the step's kernel. */
  enum Pass {
    FORWARD,
    /** The gradient of what went in, from that of the result alone. */
    GRADIENT,
    /** The same, from what went in and the gradient of the result. */
    BACKWARD
  }

  private final String step;
  private final Pass pass;
  private final boolean draws;
  private final boolean needsLayout;
  private final Set<Form> forms;
  private final List<Parameter> parameters;

  /**
   * @param step its name
   * @param draws whether it takes a seed and a sample id
   * @param needsLayout whether the units depend on where the channels are
   * @param forms in which tensors may come
   * @param does what it does, for descriptions
   */
  StepFunction(
      String name,
      String step,
      Pass pass,
      boolean draws,
      boolean needsLayout,
      Set<Form> forms,
      String does,
      Parameter... parameters) {
    super(name, does);
    this.step = step;
    this.pass = pass;
    this.draws = draws;
    this.needsLayout = needsLayout;
    this.forms = forms;
    this.parameters = List.of(parameters);
  }

  Pass pass() {
    return pass;
  }

  boolean needsLayout() {
    return needsLayout;
  }

  @Override
  public BoundFunction bind(StructType given) {
    DataType tensor = Arguments.first(given);
    Form form = Form.of(tensor, forms);
    Arguments arguments = new Arguments(usage(form), given).tensor(form);
    if (pass == Pass.BACKWARD) {
      arguments.npy("gradient");
    }
    if (needsLayout && form.isArray()) {
      arguments.integral("channels").text("layout");
    }
    parameters.forEach(parameter -> parameter.read(arguments));
    if (draws) {
      arguments.integral("seed").integral("sample_id").stream();
    }
    if (needsLayout && form == Form.NPY) {
      arguments.layout();
    } else {
      arguments.optionalText("options");
    }
    Signature signature = arguments.end(name(), form.resultType(tensor));
    return switch (form) {
      case NPY -> new StepOfNpy(signature);
      case FLOATS, DOUBLES -> new StepOfArray(signature, form.dtype());
      case IMAGE -> new StepOfImage(signature);
    };
  }

  @Override
  public String description() {
    StringBuilder text = new StringBuilder(usage(Form.NPY) + " - " + super.description());
    if (needsLayout && forms.contains(Form.FLOATS)) {
      text.append(" Arrays: ").append(usage(Form.FLOATS)).append('.');
    }
    if (needsLayout && forms.contains(Form.IMAGE)) {
      text.append(" Images: ").append(usage(Form.IMAGE)).append('.');
    }
    return text.append(needsLayout ? LAYOUT : OPTIONS).toString();
  }

  private String usage(Form form) {
    List<String> arguments = new ArrayList<>();
    arguments.add(
        switch (form) {
          case NPY -> pass == Pass.GRADIENT ? "gradient" : "tensor";
          case FLOATS, DOUBLES -> needsLayout ? "array, channels, layout" : "array";
          case IMAGE -> "image";
        });
    if (pass == Pass.BACKWARD) {
      arguments.add("gradient");
    }
    for (Parameter parameter : parameters) {
      arguments.add(parameter.name());
    }
    if (draws) {
      arguments.addAll(List.of("seed", "sample_id", "stream"));
    }
    arguments.add(needsLayout && form == Form.NPY ? "layout" : "options");
    String optional = ", (stream|eps|options)\\b";
    return name() + "(" + String.join(", ", arguments).replaceAll(optional, " [, $1]") + ")";
  }

  /**
   * The step of one call.
   *
   * @param own the parameters in the order of their arguments, but an array's values last
   * @param options what else the step is to be given
   */
  Step step(double[] own, Map<String, Object> options) {
    int next = 0;
    for (Parameter parameter : parameters) {
      Object value = null;
      if (parameter.type().isArray()) {
        value = Arrays.stream(own).skip(parameters.size() - 1).boxed().toList();
      } else if (next < own.length) {
        value = own[next++];
      }
      if (value != null && options.put(parameter.key(), value) != null) {
        throw Invalid.argument("options", parameter.key(), "the argument " + parameter.name());
      }
    }
    return Steps.of(step, options);
  }
}
