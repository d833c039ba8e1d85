package org.dropshard.step;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dropshard.normalize.InstanceNorm;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;

/** Instance normalisation. */
record Normalization(StepType type, InstanceNorm norm) implements Step {
  private static final long serialVersionUID = 1L;

  static Step of(StepType type, Parameters parameters) {
    double[] none = {};
    return new Normalization(
        type,
        new InstanceNorm(
            parameters.number("eps", 1e-5),
            parameters.numbers("weight", none),
            parameters.numbers("bias", none)));
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("eps", norm.eps());
    parameters.put("weight", Doubles.list(norm.weight()));
    parameters.put("bias", Doubles.list(norm.bias()));
    return parameters;
  }

  @Override
  public boolean mixes() {
    return true;
  }

  @Override
  public boolean needsInput() {
    return true;
  }

  @Override
  public Map<String, int[]> learned(int[] shape, Layout layout) {
    int[] channels = {layout.channels(shape)};
    return LayerKernel.weightAndBias(channels, channels);
  }

  @Override
  public Kernel kernel(Layout layout) {
    return new LayerKernel(
        (x, draw, y, yOffset) -> norm.forward(x, layout, y, yOffset),
        (x, dy, draw, dx, dxOffset, learned) ->
            norm.backward(x, dy, layout, dx, dxOffset, learned.get("weight"), learned.get("bias")));
  }
}
