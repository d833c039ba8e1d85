package org.dropshard.spark.functions;

import java.util.Arrays;
import java.util.function.Function;
import org.dropshard.step.Draw;
import org.dropshard.step.Kernel;
import org.dropshard.step.Step;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * A step with its kernel, ready for the next row.
 *
 * @param step what is done
 * @param kernel of the calling thread
 * @param layout of the tensors
 */
record Ready(Step step, Kernel kernel, Layout layout) {

  /** The steps of one function: the last one of each thread and layout stays. */
  static final class Cache {
    private final Function<double[], Step> maker;
    private final ThreadLocal<Entry[]> last = ThreadLocal.withInitial(() -> new Entry[2]);

    private record Entry(double[] parameters, Ready ready) {}

    /**
     * @param maker makes the step of a function's parameters
     */
    Cache(Function<double[], Step> maker) {
      this.maker = maker;
    }

    Ready of(Layout layout, double... parameters) {
      Entry[] entries = last.get();
      Entry entry = entries[layout.ordinal()];
      if (entry == null || !Arrays.equals(entry.parameters(), parameters)) {
        Step step = maker.apply(parameters);
        entry = new Entry(parameters, new Ready(step, step.kernel(layout), layout));
        entries[layout.ordinal()] = entry;
      }
      return entry.ready();
    }
  }

  /** The shape of the result; refuses whole numbers where they would be rounded. */
  int[] shape(Tensor x) {
    if (!x.dtype().isFloating() && step.rounds(x.dtype())) {
      throw new IllegalArgumentException(
          "Invalid tensor: " + x + " (" + step.name() + " needs a floating type)");
    }
    return step.shape(x.shape(), layout);
  }

  static Draw draw(long seed, long id, long stream) {
    if (stream < 0 || stream > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Invalid stream: " + stream + " (0 to 2147483647)");
    }
    return new Draw(seed, id, (int) stream);
  }
}
