package org.dropshard.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whole tensors as doubles, for kernels that calculate in double whatever the type. */
public final class Doubles {
  private Doubles() {}

  /** The values, row-major; exact for every type. */
  public static double[] of(Tensor x) {
    double[] values = new double[x.length()];
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    switch (x.dtype()) {
      case FLOAT64 -> view.asDoubleBuffer().get(values);
      case FLOAT32 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = view.getFloat(i * 4);
        }
      }
      default -> {
        int width = x.dtype().bytes();
        for (int i = 0; i < values.length; i++) {
          values[i] = Values.ofBits(x.dtype(), Values.bits(view, width, i));
        }
      }
    }
    return values;
  }

  /**
   * Writes values as a type's nearest, as {@link Values#toBits} says.
   *
   * @throws IndexOutOfBoundsException if {@code y} is too short
   */
  public static void write(double[] values, DType dtype, byte[] y, int yOffset) {
    ByteBuffer view = Values.view(y, yOffset, values.length * dtype.bytes());
    switch (dtype) {
      case FLOAT64 -> view.asDoubleBuffer().put(values);
      case FLOAT32 -> {
        for (int i = 0; i < values.length; i++) {
          view.putFloat(i * 4, (float) values[i]);
        }
      }
      default -> {
        int width = dtype.bytes();
        for (int i = 0; i < values.length; i++) {
          Values.putBits(view, width, i, Values.toBits(dtype, values[i]));
        }
      }
    }
  }

  /**
   * Row-major values as lists within lists.
   *
   * @param shape their axes; none: one list of all
   */
  public static List<Object> list(double[] values, int... shape) {
    List<Object> level = new ArrayList<>(Arrays.stream(values).boxed().toList());
    for (int axis = shape.length - 1; axis > 0; axis--) {
      List<Object> above = new ArrayList<>();
      for (int i = 0; shape[axis] > 0 && i < level.size(); i += shape[axis]) {
        above.add(new ArrayList<>(level.subList(i, i + shape[axis])));
      }
      level = above;
    }
    return level;
  }
}
