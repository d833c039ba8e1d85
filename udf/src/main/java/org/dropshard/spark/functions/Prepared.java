package org.dropshard.spark.functions;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.step.Draw;
import org.dropshard.step.Kernel;
import org.dropshard.step.Step;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** A step with its kernel, for one thread and the arguments of the last row. */
final class Prepared {
  private final StepFunction function;
  private final Thread thread = Thread.currentThread();
  private final UTF8String layoutText;
  private final UTF8String options;
  private final double[] own;
  private final Step step;
  private final Kernel kernel;
  private final Layout layout;

  /**
   * @param layoutText null where the options say it
   * @throws IllegalArgumentException if there is no such step
   */
  Prepared(StepFunction function, UTF8String layoutText, UTF8String options, double[] own) {
    this.function = function;
    this.layoutText = layoutText == null ? null : layoutText.clone(); // both may be of a row
    this.options = options.clone();
    this.own = own;
    Map<String, Object> given = Options.parse(options);
    this.layout =
        layoutText == null ? layout(given, function.needsLayout()) : Options.layout(layoutText);
    this.step = function.step(own, given);
    this.kernel = step.kernel(layout);
  }

  /** Of npy; a fill for each channel asks for it, too. */
  private static Layout layout(Map<String, Object> options, boolean needed) {
    Object said = options.remove(Options.LAYOUT);
    if (said == null && (needed || options.get("fill") instanceof List<?>)) {
      throw new IllegalArgumentException(Arguments.MISSING_LAYOUT);
    }
    return said == null ? Layout.HWC : Layout.ofLabel(said.toString());
  }

  boolean suits(UTF8String layoutText, UTF8String options, double[] own) {
    return thread == Thread.currentThread()
        && Objects.equals(layoutText, this.layoutText)
        && options.equals(this.options)
        && Arrays.equals(own, this.own);
  }

  Layout layout() {
    return layout;
  }

  /** Whether the result may take the place of the tensor. */
  boolean inPlace() {
    return kernel.drops();
  }

  /**
   * The shape of the result. Whole numbers that would become fractions are refused, unless options
   * ask for that.
   */
  int[] shape(Tensor x) {
    if (!x.dtype().isFloating()
        && step.rounds(x.dtype())
        && !step.parameters().containsKey("scale")) {
      throw Invalid.argument("tensor", x, function.name() + " needs a floating type");
    }
    return function.pass() == StepFunction.Pass.FORWARD ? step.shape(x.shape(), layout) : x.shape();
  }

  /** Writes the values of {@code y}. */
  void apply(Tensor x, long seed, long id, long stream, Tensor y) {
    Draw draw = draw(seed, id, stream);
    if (function.pass() == StepFunction.Pass.FORWARD) {
      kernel.forward(x, draw, y.data(), y.offset());
    } else {
      kernel.backward(null, x, draw, y.data(), y.offset());
    }
  }

  static Draw draw(long seed, long id, long stream) {
    if (stream < 0 || stream > Integer.MAX_VALUE) {
      throw Invalid.argument("stream", stream, "0 to 2147483647");
    }
    return new Draw(seed, id, (int) stream);
  }

  /** Writes the gradient of what went in. */
  void backward(Tensor x, Tensor dy, Tensor dx) {
    kernel.backward(x, dy, new Draw(0, 0, 0), dx.data(), dx.offset());
  }
}
