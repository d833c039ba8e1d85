package org.dropshard.step;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.random.Numbers;
import org.dropshard.region.CoarseDropout;
import org.dropshard.region.Cutout;
import org.dropshard.region.GridDropout;
import org.dropshard.region.Range;
import org.dropshard.region.Region;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Holes in all channels. Survivors keep their bits, or with scale inverted are multiplied by places
 * / kept places of the sample.
 */
record RegionDropout(String name, Region region, Map<String, Object> described, Treatment values)
    implements Step {
  private static final long serialVersionUID = 1L;

  private static RegionDropout of(
      String name, Region region, Map<String, Object> described, Parameters parameters) {
    return new RegionDropout(
        name,
        region,
        new LinkedHashMap<>(described),
        Treatment.of(parameters, "none", "none", "inverted"));
  }

  static Step coarse(Parameters parameters) {
    double[] holes = parameters.bounds("holes", new double[] {1});
    double[] height = parameters.bounds("height", null);
    double[] width = parameters.bounds("width", null);
    if (holes[0] != (int) holes[0] || holes[1] != (int) holes[1]) {
      throw parameters.invalid("holes", holes[0] + " to " + holes[1], "whole numbers");
    }
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("holes", List.of((int) holes[0], (int) holes[1]));
    described.put("height", List.of(height[0], height[1]));
    described.put("width", List.of(width[0], width[1]));
    Region region =
        new CoarseDropout(
            (int) holes[0],
            (int) holes[1],
            new Range(height[0], height[1]),
            new Range(width[0], width[1]));
    return of("coarse_dropout", region, described, parameters);
  }

  static Step cutout(Parameters parameters) {
    int holes = parameters.integer("holes", 1);
    int size = parameters.integer("size");
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("holes", holes);
    described.put("size", size);
    return of("cutout", new Cutout(holes, size), described, parameters);
  }

  static Step grid(Parameters parameters) {
    int[] unit = parameters.integers("unit");
    if (unit.length != 1 && unit.length != 2) {
      throw parameters.invalid("unit", unit.length + " values", "one, or [rows, columns]");
    }
    double ratio = parameters.number("ratio", 0.5);
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("unit", List.of(unit[0], unit[unit.length - 1]));
    described.put("ratio", ratio);
    Region region = new GridDropout(unit[0], unit[unit.length - 1], ratio);
    return of("grid_dropout", region, described, parameters);
  }

  @Override
  public Map<String, Object> parameters() {
    return values.into(new LinkedHashMap<>(described));
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    Steps.requireRank(name, 3, shape);
    values.check(shape, layout);
    return shape;
  }

  @Override
  public Step evaluation() {
    return new Evaluation(name, 1);
  }

  @Override
  public boolean rounds(DType dtype) {
    return values.rounds(dtype);
  }

  @Override
  public Kernel kernel(Layout layout) {
    TensorDropout kernel = new TensorDropout();
    Numbers numbers = new Numbers();
    return new MaskKernel() {
      private int[] keep = new int[0];

      @Override
      long write(Pass pass, Tensor x, Draw draw, byte[] y, int yOffset) {
        shape(x.shape(), layout);
        NoiseShape noise = NoiseShape.pixel(x.shape(), layout);
        int n = noise.units();
        if (keep.length < n) {
          keep = new int[n];
        }
        int dropped =
            region.mask(x.shape(), layout, numbers, draw.seed(), draw.id(), draw.stream(), keep);
        double inverse = n / (double) (n - dropped);
        kernel.apply(values.writing(pass, inverse, x.dtype(), layout), noise, keep, x, y, yOffset);
        return dropped;
      }

      @Override
      public long units(int[] shape) {
        return NoiseShape.pixel(shape, layout).units();
      }
    };
  }
}
