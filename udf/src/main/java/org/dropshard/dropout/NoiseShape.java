package org.dropshard.dropout;

import java.util.Arrays;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Which elements of a tensor share a decision: the tensor's shape with 1 on every axis that shares.
 * The units are numbered row-major in this shape.
 *
 * @param shape the tensor's shape
 * @param noise the same rank; on each axis 1 or the tensor's length
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/nn/dropout">tf.nn.dropout,
 *     noise_shape</a>
 */
public record NoiseShape(int[] shape, int[] noise) {

  /**
   * @throws IllegalArgumentException if the ranks differ or an axis is neither 1 nor the tensor's
   */
  public NoiseShape {
    boolean fits = shape.length == noise.length;
    for (int axis = 0; fits && axis < shape.length; axis++) {
      fits = noise[axis] == 1 || noise[axis] == shape[axis];
    }
    if (!fits) {
      throw Invalid.argument(
          "noise shape",
          Arrays.toString(noise),
          "1 or the tensor's length on each axis of " + Arrays.toString(shape));
    }
  }

  /** Each element decides for itself. */
  public static NoiseShape element(int[] shape) {
    return new NoiseShape(shape, shape.clone());
  }

  /** One decision a channel: spatial dropout. */
  public static NoiseShape channel(int[] shape, Layout layout) {
    int[] noise = ones(shape.length);
    if (shape.length > 0) {
      int axis = layout.channelAxis(shape.length);
      noise[axis] = shape[axis];
    }
    return new NoiseShape(shape, noise);
  }

  /** One decision a place, for all channels of it. */
  public static NoiseShape pixel(int[] shape, Layout layout) {
    int[] noise = shape.clone();
    if (shape.length > 0) {
      noise[layout.channelAxis(shape.length)] = 1;
    }
    return new NoiseShape(shape, noise);
  }

  /**
   * One decision for each index of one axis of places, whatever the channel and the other places.
   *
   * @param fromLast which axis, counted back from the last one of places; where there is none, one
   *     decision for all
   */
  public static NoiseShape line(int[] shape, Layout layout, int fromLast) {
    int[] noise = ones(shape.length);
    int axis = shape.length - (layout == Layout.CHW ? 1 : 2) - fromLast;
    if (axis >= (layout == Layout.CHW ? 1 : 0)) {
      noise[axis] = shape[axis];
    }
    return new NoiseShape(shape, noise);
  }

  /** One decision for the whole sample. */
  public static NoiseShape sample(int[] shape) {
    return new NoiseShape(shape, ones(shape.length));
  }

  /** The number of decisions. */
  public int units() {
    return (int) Tensor.elements(noise);
  }

  /** The unit of each element, in row-major order. */
  public int[] unitOfEach() {
    int[] units = new int[units()];
    Arrays.setAll(units, unit -> unit);
    int[] of = new int[(int) Tensor.elements(shape)];
    if (of.length > 0) {
      new UnitCursor(this).next(units, of, of.length);
    }
    return of;
  }

  private static int[] ones(int rank) {
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    return ones;
  }
}
