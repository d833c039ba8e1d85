package org.dropshard.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dropshard.convolution.Convolution;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** The convolution layer. */
record Convolving(Convolution layer) implements Step {
  private static final long serialVersionUID = 1L;

  static Step of(Parameters parameters) {
    List<Integer> shape = new ArrayList<>();
    double[] weight = parameters.nested("weight", shape);
    if (shape.size() != 4) {
      throw parameters.invalid(
          "weight", shape.size() + " axes", "four: filters, channels, height, width");
    }
    return new Convolving(
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
  public String name() {
    return "convolution";
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("weight", nested());
    parameters.put("bias", Treatment.list(layer.bias()));
    parameters.put("stride", layer.stride());
    parameters.put("pad", layer.pad());
    return parameters;
  }

  private List<Object> nested() {
    int[] shape = {layer.filters(), layer.channels(), layer.height(), layer.width()};
    List<Object> level = new ArrayList<>(Treatment.list(layer.weight()));
    for (int axis = 3; axis > 0; axis--) {
      List<Object> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += shape[axis]) {
        above.add(List.copyOf(level.subList(i, i + shape[axis])));
      }
      level = above;
    }
    return level;
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    return layer.shape(shape, layout);
  }

  @Override
  public boolean rounds(DType dtype) {
    return true;
  }

  @Override
  public boolean needsInput() {
    return true; // its shape, which a stride leaves open
  }

  @Override
  public Map<String, int[]> learned(int[] shape, Layout layout) {
    Map<String, int[]> learned = new LinkedHashMap<>();
    learned.put(
        "weight", new int[] {layer.filters(), layer.channels(), layer.height(), layer.width()});
    learned.put("bias", new int[] {layer.filters()});
    return learned;
  }

  @Override
  public Kernel kernel(Layout layout) {
    return new Kernel() {
      @Override
      public long forward(Tensor x, Draw draw, byte[] y, int yOffset) {
        layer.forward(x, layout, y, yOffset);
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
        layer.backward(x, dy, layout, dx, dxOffset, weight, learned.get("bias"));
        return 0;
      }
    };
  }
}
