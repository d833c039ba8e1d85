package org.dropshard.dropout;

import java.nio.ByteBuffer;
import org.dropshard.tensor.DType;

/**
 * What one element type makes of a survivor: the part of dropout that knows the type. Which
 * elements survive, and the writing of the fill over the others, are the same for all types.
 */
interface ElementDropout {
  /**
   * Writes {@code n} scaled values as if all survived.
   *
   * @param x little-endian values from its position 0 on
   * @param y takes as many; may be the same memory as {@code x}, from the same place
   * @param n at most {@link TensorDropout#CHUNK}
   */
  void survivors(ByteBuffer x, ByteBuffer y, int n);

  /** The type's scaling by {@code factor} ≠ 1. */
  static ElementDropout of(DType dtype, double factor) {
    return switch (dtype) {
      case FLOAT32 -> new FloatDropout((float) factor);
      case FLOAT64 -> new DoubleDropout(factor);
      case INT32 -> new IntDropout(factor);
      case UINT8, UINT16, INT16, FLOAT16, BFLOAT16 -> new TableDropout(dtype, factor);
    };
  }
}
