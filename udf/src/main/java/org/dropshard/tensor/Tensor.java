package org.dropshard.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * A view of a tensor: row-major little-endian values in a caller's array. Nothing is copied, and
 * the array is not to be changed while the view is in use.
 *
 * @param dtype the element type
 * @param shape the length of each axis, each ≥ 0; empty for a scalar
 * @param data holds the values
 * @param offset where the first value starts in {@code data}
 */
public record Tensor(DType dtype, int[] shape, byte[] data, int offset) {

  /** The most axes of a tensor: NumPy has no more. */
  public static final int MOST_AXES = 64;

  /**
   * @throws IllegalArgumentException if an axis is negative, if the values would not fit a Java
   *     array, or if {@code data} ends before they do
   */
  public Tensor {
    Objects.requireNonNull(dtype, "dtype");
    if (shape.length > MOST_AXES) {
      throw Invalid.argument(
          "shape", shape.length + " axes", "at most " + MOST_AXES + ", as in NumPy");
    }
    long bytes = elements(shape) * dtype.bytes();
    if (offset < 0 || bytes > data.length - (long) offset) {
      throw Invalid.argument(
          "tensor length",
          (data.length - (long) offset) + " bytes",
          dtype.label() + " " + Arrays.toString(shape) + " needs " + bytes);
    }
  }

  /**
   * The product of a shape's axes: 1 for a scalar, 0 if any axis is 0.
   *
   * @throws IllegalArgumentException if an axis is negative or the product exceeds 2³¹ − 1
   */
  public static long elements(int[] shape) {
    long product = 1;
    boolean empty = false;
    for (int axis : shape) {
      if (axis < 0) {
        throw Invalid.argument("shape", Arrays.toString(shape), "axes are not negative");
      }
      empty |= axis == 0;
      product = Math.min(product * Math.max(axis, 1), 1L << 31);
    }
    if (!empty && product > Integer.MAX_VALUE) {
      throw Invalid.argument("shape", Arrays.toString(shape), "at most 2147483647 elements");
    }
    return empty ? 0 : product;
  }

  /** The number of elements; fits, as {@link #byteLength()} does. */
  public int length() {
    return (int) elements(shape);
  }

  /** The number of bytes that the values take. */
  public int byteLength() {
    return length() * dtype.bytes();
  }

  /**
   * Sample {@code index} of a tensor whose first axis counts samples: a view.
   *
   * @param index in [0, shape[0])
   */
  public Tensor sample(int index) {
    int[] axes = Arrays.copyOfRange(shape, 1, shape.length);
    int bytes = (int) elements(axes) * dtype.bytes();
    return new Tensor(dtype, axes, data, offset + index * bytes);
  }

  /** {@code "float32 [3, 32, 32]"}. */
  @Override
  public String toString() {
    return dtype.label() + " " + Arrays.toString(shape);
  }
}
