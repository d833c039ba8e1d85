package org.dropshard.step;

import java.util.Map;
import java.util.Optional;
import org.dropshard.reshape.PixelShuffle;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Pixel shuffle, and its inverse.
 *
 * @param name {@code pixel_shuffle} or {@code pixel_unshuffle}
 */
record Shuffling(String name, PixelShuffle shuffle) implements Step {
  private static final long serialVersionUID = 1L;

  static final String SHUFFLE = "pixel_shuffle";
  static final String UNSHUFFLE = "pixel_unshuffle";

  @Override
  public Map<String, Object> parameters() {
    return Map.of("factor", shuffle.r());
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    return grows() ? shuffle.shuffled(shape, layout) : shuffle.unshuffled(shape, layout);
  }

  @Override
  public boolean rounds(DType dtype) {
    return false;
  }

  @Override
  public Optional<Step> inverse() {
    return Optional.of(new Shuffling(grows() ? UNSHUFFLE : SHUFFLE, shuffle));
  }

  private boolean grows() {
    return name.equals(SHUFFLE);
  }

  @Override
  public Kernel kernel(Layout layout) {
    return new Kernel() {
      @Override
      public long forward(Tensor x, Draw draw, byte[] y, int yOffset) {
        move(grows(), x, y, yOffset);
        return 0;
      }

      @Override
      public long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset) {
        move(!grows(), dy, dx, dxOffset);
        return 0;
      }

      private void move(boolean grow, Tensor from, byte[] to, int offset) {
        if (grow) {
          shuffle.shuffle(from, layout, to, offset);
        } else {
          shuffle.unshuffle(from, layout, to, offset);
        }
      }
    };
  }
}
