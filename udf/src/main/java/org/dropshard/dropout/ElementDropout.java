package org.dropshard.dropout;

import java.nio.ByteBuffer;
import org.dropshard.tensor.DType;

/**
 * What one element type makes of a survivor: the part of dropout that knows the type. Which
 * elements survive, and the writing of the fill over the others, are the same for all types.
 */
interface ElementDropout {
  /** Writes scaled values, as if all survived. */
  interface Survivors {
    /**
     * @param from the first element of x
     * @param to where it goes in y, in elements
     * @param n at most {@link TensorDropout#CHUNK}
     */
    void write(int from, int to, int n);
  }

  /**
   * The scaling of one tensor.
   *
   * @param x its little-endian values, from position 0 on
   * @param y takes little-endian values; where it is the memory of {@code x}, each goes to its
   *     place
   */
  Survivors between(ByteBuffer x, ByteBuffer y);

  /** The type's x · factor + offset; a factor of 1 alone leaves the bits alone. */
  static ElementDropout of(DType dtype, double factor, double offset) {
    return offset == 0 ? of(dtype, factor) : new AffineDropout(dtype, factor, offset);
  }

  /** The type's scaling by {@code factor}; 1 leaves the bits alone. */
  static ElementDropout of(DType dtype, double factor) {
    if (factor == 1) {
      int width = dtype.bytes();
      return (x, y) -> (from, to, n) -> y.put(to * width, x, from * width, n * width);
    }
    return switch (dtype) {
      case FLOAT32 -> new FloatDropout((float) factor);
      case FLOAT64 -> new DoubleDropout(factor);
      case INT32 -> new IntDropout(factor);
      case UINT8, UINT16, INT16, FLOAT16, BFLOAT16 -> new TableDropout(dtype, factor);
    };
  }
}
