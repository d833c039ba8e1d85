package org.dropshard.spark.functions;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.step.Draw;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** What layers share that are not random. */
final class Layers {
  private static final Draw NONE = new Draw(0, 0, 0);

  private Layers() {}

  /** Refuses a tensor that is not npy: its shape changes, or another tensor comes beside it. */
  static void requireNpy(StructType given) {
    DataType tensor = Arguments.first(given);
    if (Form.of(tensor) != Form.NPY) {
      throw new UnsupportedOperationException(
          "Invalid tensor: " + tensor.catalogString() + " (npy as binary)");
    }
  }

  static byte[] npy(Ready.Cache ready, byte[] npy, UTF8String layout, double... parameters) {
    return npy == null || layout == null
        ? null
        : npy(ready, npy, Kernels.layout(layout), parameters);
  }

  static byte[] npy(Ready.Cache ready, byte[] npy, Layout layout, double... parameters) {
    return npy == null ? null : StepCells.npy(ready.of(layout, parameters), npy, NONE);
  }

  /** Refuses whole numbers, which would be rounded. */
  static void requireFloating(String function, Tensor x) {
    if (!x.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "Invalid tensor: " + x + " (" + function + " needs a floating type)");
    }
  }
}
