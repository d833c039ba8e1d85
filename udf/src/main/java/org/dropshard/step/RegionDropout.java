package org.dropshard.step;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.random.Numbers;
import org.dropshard.region.CoarseDropout;
import org.dropshard.region.Cutout;
import org.dropshard.region.GridDropout;
import org.dropshard.region.Range;
import org.dropshard.region.Region;
import org.dropshard.tensor.Layout;

/**
 * Holes in all channels. Survivors keep their bits, or with scale inverted are multiplied by places
 * / kept places of the sample.
 */
record RegionDropout(
    StepType type, Region region, Map<String, Object> described, ScaleAndFill values)
    implements MaskedStep {
  private static final long serialVersionUID = 1L;

  private static Step of(
      StepType type, Region region, Map<String, Object> described, Parameters parameters) {
    return new RegionDropout(
        type, region, described, ScaleAndFill.of(parameters, "none", "none", "inverted"));
  }

  static Step coarse(StepType type, Parameters parameters) {
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
    return of(type, region, described, parameters);
  }

  static Step cutout(StepType type, Parameters parameters) {
    int holes = parameters.integer("holes", 1);
    int size = parameters.integer("size");
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("holes", holes);
    described.put("size", size);
    return of(type, new Cutout(holes, size), described, parameters);
  }

  static Step grid(StepType type, Parameters parameters) {
    int[] unit = parameters.integers("unit", "[rows, columns]");
    double ratio = parameters.number("ratio", 0.5);
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("unit", List.of(unit[0], unit[1]));
    described.put("ratio", ratio);
    return of(type, new GridDropout(unit[0], unit[1], ratio), described, parameters);
  }

  @Override
  public Map<String, Object> parameters() {
    return values.into(new LinkedHashMap<>(described));
  }

  @Override
  public Kernel kernel(Layout layout) {
    Numbers numbers = new Numbers();
    return new MaskKernel.OfSample(shape -> NoiseShape.pixel(shape, layout), values, layout) {
      @Override
      int mask(int[] shape, Draw draw, int[] keep) {
        shape(shape, layout);
        return region.mask(shape, layout, numbers, draw.seed(), draw.id(), draw.stream(), keep);
      }
    };
  }
}
