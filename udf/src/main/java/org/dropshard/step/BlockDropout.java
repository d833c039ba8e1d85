package org.dropshard.step;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.random.Keystream;
import org.dropshard.region.DropBlock;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** DropBlock, its survivors scaled by elements / kept elements of the sample. */
record BlockDropout(DropBlock block, Treatment values) implements Step {
  private static final long serialVersionUID = 1L;

  static Step of(Parameters parameters) {
    return new BlockDropout(
        new DropBlock(parameters.drop().value(), parameters.integer("size")),
        Treatment.of(parameters, "auto", "auto", "inverted", "none"));
  }

  @Override
  public String name() {
    return "drop_block";
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("drop", block.p());
    parameters.put("size", block.size());
    return values.into(parameters);
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    Steps.requireRank(name(), 3, shape);
    values.check(shape, layout);
    return shape;
  }

  @Override
  public Step evaluation() {
    return new Evaluation(name(), 1);
  }

  @Override
  public boolean rounds(DType dtype) {
    return values.rounds(dtype);
  }

  @Override
  public Kernel kernel(Layout layout) {
    TensorDropout kernel = new TensorDropout();
    Keystream words = new Keystream();
    return new MaskKernel() {
      private int[] keep = new int[0];

      @Override
      long write(Pass pass, Tensor x, Draw draw, byte[] y, int yOffset) {
        int n = x.length();
        if (keep.length < n) {
          keep = new int[n];
        }
        int dropped =
            block.mask(x.shape(), layout, words, draw.seed(), draw.id(), draw.stream(), keep);
        kernel.apply(
            values.writing(pass, n / (double) (n - dropped), x.dtype(), layout),
            NoiseShape.element(x.shape()),
            keep,
            x,
            y,
            yOffset);
        return dropped;
      }

      @Override
      public long units(int[] shape) {
        return Tensor.elements(shape);
      }
    };
  }
}
