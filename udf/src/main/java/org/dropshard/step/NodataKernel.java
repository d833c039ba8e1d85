package org.dropshard.step;

import java.util.List;
import java.util.Map;
import org.dropshard.tensor.Nodata;
import org.dropshard.tensor.Tensor;

/**
 * A kernel of a step that keeps the shape, which leaves places without data as they are. What is
 * decided is decided without them, and gradients go back as if there were none.
 *
 * @param step writes results into other arrays than its inputs'
 */
public record NodataKernel(Kernel step, Nodata nodata) implements Kernel {
  @Override
  public long forward(Tensor x, Draw draw, byte[] y, int yOffset) {
    return putBack(step.forward(x, draw, y, yOffset), x, y, yOffset);
  }

  private long putBack(long dropped, Tensor x, byte[] y, int yOffset) {
    nodata.putBack(x, y, yOffset);
    return dropped;
  }

  @Override
  public long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset) {
    return step.backward(x, dy, draw, dx, dxOffset);
  }

  @Override
  public long backward(
      Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset, Map<String, double[]> learned) {
    return step.backward(x, dy, draw, dx, dxOffset, learned);
  }

  @Override
  public long units(int[] shape) {
    return step.units(shape);
  }

  @Override
  public List<String> unitNames(int[] shape) {
    return step.unitNames(shape);
  }

  @Override
  public int[] unitOfEach(int[] shape) {
    return step.unitOfEach(shape);
  }

  @Override
  public boolean drops() {
    return step.drops();
  }

  @Override
  public long mask(Tensor x, Draw draw, int[] keep) {
    return step.mask(x, draw, keep);
  }

  @Override
  public long dropAgain(Tensor y, Draw draw, byte[] again, int offset) {
    return putBack(step.dropAgain(y, draw, again, offset), y, again, offset);
  }

  @Override
  public long dropGradientAgain(Tensor x, Tensor dx, Draw draw, byte[] again, int offset) {
    return step.dropGradientAgain(x, dx, draw, again, offset);
  }

  /**
   * The units that have no data at all.
   *
   * @param x a tensor that the step is given, or gave
   * @return whether each is one; null if none is
   */
  public boolean[] empty(Tensor x) {
    byte[] places = nodata.places(x);
    if (places == null) {
      return null;
    }
    int units = Math.toIntExact(units(x.shape()));
    boolean[] empty = new boolean[units];
    boolean[] full = new boolean[units];
    int[] unitOf = unitOfEach(x.shape());
    for (int i = 0; i < places.length; i++) {
      if (unitOf[i] >= 0) {
        (places[i] != 0 ? empty : full)[unitOf[i]] = true;
      }
    }
    boolean some = false;
    for (int u = 0; u < units; u++) {
      empty[u] &= !full[u];
      some |= empty[u];
    }
    return some ? empty : null;
  }
}
