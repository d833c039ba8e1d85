package org.dropshard.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dropshard.convolution.Convolution;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;

/** The convolution layer. */
record Convolving(StepType type, Convolution layer) implements Step {
  private static final long serialVersionUID = 1L;

  static Step of(StepType type, Parameters parameters) {
    List<Integer> shape = new ArrayList<>();
    double[] weight = parameters.nested("weight", shape);
    if (shape.size() != 4) {
      throw parameters.invalid(
          "weight", shape.size() + " axes", "four: filters, channels, height, width");
    }
    return new Convolving(
        type,
        new Convolution(
            shape.get(0),
            shape.get(1),
            shape.get(2),
            shape.get(3),
            weight,
            parameters.numbers("bias", new double[0]),
            parameters.integer("stride", 1),
            parameters.integer("pad", 0)));
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put(
        "weight",
        Doubles.list(
            layer.weight(), layer.filters(), layer.channels(), layer.height(), layer.width()));
    parameters.put("bias", Doubles.list(layer.bias()));
    parameters.put("stride", layer.stride());
    parameters.put("pad", layer.pad());
    return parameters;
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    return layer.shape(shape, layout);
  }

  @Override
  public boolean changesShape() {
    return true;
  }

  @Override
  public boolean mixes() {
    return true;
  }

  @Override
  public boolean needsInput() {
    return true; // its shape, which a stride leaves open
  }

  @Override
  public Map<String, int[]> learned(int[] shape, Layout layout) {
    return LayerKernel.weightAndBias(
        new int[] {layer.filters(), layer.channels(), layer.height(), layer.width()},
        new int[] {layer.filters()});
  }

  @Override
  public Kernel kernel(Layout layout) {
    return new LayerKernel(
        (x, draw, y, yOffset) -> layer.forward(x, layout, y, yOffset),
        (x, dy, draw, dx, dxOffset, learned) ->
            layer.backward(
                x, dy, layout, dx, dxOffset, learned.get("weight"), learned.get("bias")));
  }
}
