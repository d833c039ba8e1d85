package org.dropshard.step;

import java.util.List;
import java.util.Map;
import org.dropshard.tensor.Tensor;

/** Does a {@link Step}, for one thread: holds ciphers and scratch memory. */
public interface Kernel {
  /**
   * Writes the result.
   *
   * @param y takes the result, of the step's shape and the type of {@code x}, from {@code yOffset};
   *     not the array of {@code x}, but for a step that {@link #drops}, and then at its offset
   * @return how many units were dropped
   * @throws IllegalArgumentException if the tensor does not suit the step
   */
  long forward(Tensor x, Draw draw, byte[] y, int yOffset);

  /**
   * Writes the gradient of what went in.
   *
   * @param x what went in; null where the step does not need it
   * @param dy the gradient of the result
   * @param dx takes the gradient, in the type of {@code dy}; not its array
   * @return how many units were dropped
   * @throws IllegalArgumentException if the tensors do not suit the step or each other
   */
  long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset);

  /**
   * As {@link #backward(Tensor, Tensor, Draw, byte[], int)}, and adds the gradients of the step's
   * parameters to {@code learned}: in double, in one fixed order.
   *
   * @param learned as many values as {@link Step#learned} says for each parameter, by name; may
   *     lack some
   */
  default long backward(
      Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset, Map<String, double[]> learned) {
    return backward(x, dy, draw, dx, dxOffset);
  }

  /** How many units a tensor of {@code shape} has; 0 for a step that drops none. */
  default long units(int[] shape) {
    return 0;
  }

  /** The names of those units, in their order, where they have any. */
  default List<String> unitNames(int[] shape) {
    return List.of();
  }

  /**
   * The unit of each element of a tensor of {@code shape}; −1 for one that is in none.
   *
   * @throws UnsupportedOperationException unless {@link #drops()}
   */
  default int[] unitOfEach(int[] shape) {
    throw new UnsupportedOperationException("Cannot find units: this step drops nothing");
  }

  /** Whether the step drops units to a value that can be found again in its result. */
  default boolean drops() {
    return false;
  }

  /**
   * Decides, and writes nothing.
   *
   * @param x what goes in, or a result, whose decisions are the same
   * @param keep takes −1 (kept) or 0 (dropped) for each of {@link #units}
   * @return how many units are dropped
   * @throws UnsupportedOperationException unless {@link #drops()}
   */
  default long mask(Tensor x, Draw draw, int[] keep) {
    throw new UnsupportedOperationException("Cannot make a mask: this step drops nothing");
  }

  /**
   * Drops once more, in a result: writes {@code y} with its dropped units as they should be and all
   * else as it is. Where the result is right, it comes out unchanged.
   *
   * @return how many units are dropped
   * @throws UnsupportedOperationException unless {@link #drops()}
   */
  default long dropAgain(Tensor y, Draw draw, byte[] again, int offset) {
    throw new UnsupportedOperationException("Cannot drop again: this step drops nothing");
  }

  /**
   * As {@link #dropAgain}, in a gradient that went backward: its dropped units are 0.
   *
   * @param x what went in; null where the step does not need it
   * @throws UnsupportedOperationException unless {@link #drops()}
   */
  default long dropGradientAgain(Tensor x, Tensor dx, Draw draw, byte[] again, int offset) {
    throw new UnsupportedOperationException("Cannot drop again: this step drops nothing");
  }
}
