package org.dropshard.step;

import java.util.Map;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.random.Keystream;
import org.dropshard.region.DropBlock;
import org.dropshard.tensor.Layout;

/** DropBlock, its survivors scaled by elements / kept elements of the sample. */
record BlockDropout(StepType type, DropProbability p, DropBlock block, ScaleAndFill values)
    implements MaskedStep {
  private static final long serialVersionUID = 1L;

  static Step of(StepType type, Parameters parameters) {
    DropProbability p = parameters.drop();
    return new BlockDropout(
        type,
        p,
        new DropBlock(p.value(), parameters.integer("size")),
        ScaleAndFill.of(parameters, "auto", "auto", "inverted", "none"));
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = Parameters.of(p);
    parameters.put("size", block.size());
    return values.into(parameters);
  }

  @Override
  public Kernel kernel(Layout layout) {
    Keystream words = new Keystream();
    return new MaskKernel.OfSample(NoiseShape::element, values, layout) {
      @Override
      int mask(int[] shape, Draw draw, int[] keep) {
        return block.mask(shape, layout, words, draw.seed(), draw.id(), draw.stream(), keep);
      }
    };
  }
}
