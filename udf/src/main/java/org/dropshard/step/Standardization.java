package org.dropshard.step;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dropshard.normalize.ChannelAffine;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;

/** Channels by mean and deviation of a dataset, or back again. */
record Standardization(StepType type, ChannelAffine channels) implements Step {
  private static final long serialVersionUID = 1L;

  static Step of(StepType type, Parameters parameters) {
    return new Standardization(
        type, new ChannelAffine(parameters.numbers("mean"), parameters.numbers("std")));
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("mean", Doubles.list(channels.mean()));
    parameters.put("std", Doubles.list(channels.std()));
    return parameters;
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    channels.check(shape, layout);
    return shape;
  }

  @Override
  public boolean needsLayout() {
    return channels.mean().length > 1;
  }

  @Override
  public Kernel kernel(Layout layout) {
    return type == StepType.NORMALIZE
        ? new LayerKernel(
            (x, draw, y, yOffset) -> channels.normalize(x, layout, y, yOffset),
            (x, dy, draw, dx, dxOffset, learned) -> channels.divide(dy, layout, dx, dxOffset))
        : new LayerKernel(
            (x, draw, y, yOffset) -> channels.denormalize(x, layout, y, yOffset),
            (x, dy, draw, dx, dxOffset, learned) -> channels.multiply(dy, layout, dx, dxOffset));
  }
}
