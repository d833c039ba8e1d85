package org.dropshard.step;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dropshard.tensor.Tensor;

/** A kernel that drops no units. */
record LayerKernel(Forward forward, Backward backward) implements Kernel {
  interface Forward {
    void write(Tensor x, Draw draw, byte[] y, int yOffset);
  }

  interface Backward {
    void write(
        Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset, Map<String, double[]> learned);
  }

  /** Of a step that does to a gradient what it does to values. */
  LayerKernel(Forward both) {
    this(both, (x, dy, draw, dx, dxOffset, learned) -> both.write(dy, draw, dx, dxOffset));
  }

  /** The shapes of what a layer of these two learns. */
  static Map<String, int[]> weightAndBias(int[] weight, int[] bias) {
    Map<String, int[]> learned = new LinkedHashMap<>();
    learned.put("weight", weight);
    learned.put("bias", bias);
    return learned;
  }

  @Override
  public long forward(Tensor x, Draw draw, byte[] y, int yOffset) {
    forward.write(x, draw, y, yOffset);
    return 0;
  }

  @Override
  public long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset) {
    return backward(x, dy, draw, dx, dxOffset, Map.of());
  }

  @Override
  public long backward(
      Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset, Map<String, double[]> learned) {
    backward.write(x, dy, draw, dx, dxOffset, learned);
    return 0;
  }
}
