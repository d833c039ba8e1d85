package org.dropshard.step;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dropshard.normalize.InstanceNorm;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** Instance normalisation. */
record Normalization(InstanceNorm norm) implements Step {
  private static final long serialVersionUID = 1L;

  static Step of(Parameters parameters) {
    double[] none = {};
    return new Normalization(
        new InstanceNorm(
            parameters.number("eps", 1e-5),
            parameters.numbers("weight", none),
            parameters.numbers("bias", none)));
  }

  @Override
  public String name() {
    return "instance_norm";
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("eps", norm.eps());
    parameters.put("weight", Treatment.list(norm.weight()));
    parameters.put("bias", Treatment.list(norm.bias()));
    return parameters;
  }

  @Override
  public boolean rounds(DType dtype) {
    return true;
  }

  @Override
  public boolean needsInput() {
    return true;
  }

  @Override
  public Map<String, int[]> learned(int[] shape, Layout layout) {
    Map<String, int[]> learned = new LinkedHashMap<>();
    learned.put("weight", new int[] {layout.channels(shape)});
    learned.put("bias", new int[] {layout.channels(shape)});
    return learned;
  }

  @Override
  public Kernel kernel(Layout layout) {
    return new Kernel() {
      @Override
      public long forward(Tensor x, Draw draw, byte[] y, int yOffset) {
        norm.forward(x, layout, y, yOffset);
        return 0;
      }

      @Override
      public long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset) {
        return backward(x, dy, draw, dx, dxOffset, Map.of());
      }

      @Override
      public long backward(
          Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset, Map<String, double[]> learned) {
        double[] weight = learned.get("weight");
        norm.backward(x, dy, layout, dx, dxOffset, weight, learned.get("bias"));
        return 0;
      }
    };
  }
}
