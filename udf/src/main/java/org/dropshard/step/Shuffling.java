package org.dropshard.step;

import java.util.Map;
import java.util.Optional;
import org.dropshard.reshape.PixelShuffle;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/** Pixel shuffle, and its inverse. */
record Shuffling(StepType type, PixelShuffle shuffle) implements Step {
  private static final long serialVersionUID = 1L;

  static Step of(StepType type, Parameters parameters) {
    return new Shuffling(type, new PixelShuffle(parameters.integer("factor")));
  }

  @Override
  public Map<String, Object> parameters() {
    return Map.of("factor", shuffle.r());
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    return grows() ? shuffle.shuffled(shape, layout) : shuffle.unshuffled(shape, layout);
  }

  @Override
  public boolean changesShape() {
    return true;
  }

  @Override
  public boolean rounds(DType dtype) {
    return false;
  }

  @Override
  public Optional<Step> inverse() {
    return Optional.of(
        new Shuffling(grows() ? StepType.PIXEL_UNSHUFFLE : StepType.PIXEL_SHUFFLE, shuffle));
  }

  private boolean grows() {
    return type == StepType.PIXEL_SHUFFLE;
  }

  @Override
  public Kernel kernel(Layout layout) {
    LayerKernel.Forward shuffled = (x, draw, y, at) -> shuffle.shuffle(x, layout, y, at);
    LayerKernel.Forward unshuffled = (x, draw, y, at) -> shuffle.unshuffle(x, layout, y, at);
    LayerKernel.Forward forward = grows() ? shuffled : unshuffled;
    LayerKernel.Forward back = grows() ? unshuffled : shuffled;
    return new LayerKernel(forward, (x, dy, draw, dx, at, learned) -> back.write(dy, draw, dx, at));
  }
}
