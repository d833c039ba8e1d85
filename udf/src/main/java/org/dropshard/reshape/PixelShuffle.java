package org.dropshard.reshape;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Pixel shuffle: groups of r² channels become r × r places each. (C r², H, W) becomes (C, H r, W
 * r), and (H, W, C r²) becomes (H r, W r, C); channel c r² + i r + j of place (y, x) is channel c
 * of place (y r + i, x r + j), in either layout, as PyTorch has it. Unshuffling is its inverse and
 * its backward pass.
 *
 * @param r ≥ 1
 * @see <a href="https://arxiv.org/abs/1609.05158">Shi et al.: Real-time single image and video
 *     super-resolution using an efficient sub-pixel convolutional neural network (2016)</a>
 */
public record PixelShuffle(int r) implements Serializable {
  private static final int MOST = 1 << 10;

  /**
   * @throws IllegalArgumentException if {@code r} is out of range
   */
  public PixelShuffle {
    if (r < 1 || r > MOST) {
      throw Invalid.argument("factor", r, "1 to " + MOST);
    }
  }

  /**
   * The shape that a tensor gets.
   *
   * @throws IllegalArgumentException if it has not three axes, or its channels are no multiple of
   *     r²
   */
  public int[] shuffled(int[] shape, Layout layout) {
    int channels = threeAxes(shape)[layout.channelAxis(3)];
    if (channels % (r * r) != 0) {
      throw Invalid.argument(
          "channels", channels, "a multiple of " + r * r + ", the factor's square");
    }
    return layout == Layout.CHW
        ? new int[] {channels / (r * r), grown(shape[1]), grown(shape[2])}
        : new int[] {grown(shape[0]), grown(shape[1]), channels / (r * r)};
  }

  /**
   * The shape that a tensor gets by the inverse.
   *
   * @throws IllegalArgumentException if it has not three axes, or a side is no multiple of r
   */
  public int[] unshuffled(int[] shape, Layout layout) {
    int first = layout == Layout.CHW ? 1 : 0;
    int height = threeAxes(shape)[first];
    int width = shape[first + 1];
    if (height % r != 0 || width % r != 0) {
      throw Invalid.argument("size", height + " × " + width, "multiples of the factor, " + r);
    }
    int channels = Math.multiplyExact(shape[layout.channelAxis(3)], r * r);
    return layout == Layout.CHW
        ? new int[] {channels, height / r, width / r}
        : new int[] {height / r, width / r, channels};
  }

  /**
   * Writes the shuffled tensor.
   *
   * @param y takes {@code x.byteLength()} bytes from {@code yOffset}; another array than that of
   *     {@code x}
   * @throws IllegalArgumentException as {@link #shuffled} does
   */
  public void shuffle(Tensor x, Layout layout, byte[] y, int yOffset) {
    move(x, shuffled(x.shape(), layout), layout, true, y, yOffset);
  }

  /**
   * Writes the tensor as it was before {@link #shuffle}.
   *
   * @throws IllegalArgumentException as {@link #unshuffled} does
   */
  public void unshuffle(Tensor y, Layout layout, byte[] x, int xOffset) {
    unshuffled(y.shape(), layout);
    move(y, y.shape(), layout, false, x, xOffset);
  }

  /** Walks the large picture in order, and the many channels beside it. */
  private void move(
      Tensor from, int[] large, Layout layout, boolean toLarge, byte[] data, int offset) {
    boolean first = layout == Layout.CHW;
    int channels = large[layout.channelAxis(3)];
    int height = large[first ? 1 : 0];
    int width = large[first ? 2 : 1];
    int many = channels * r * r;
    int width1 = from.dtype().bytes();
    ByteBuffer in = Values.view(from.data(), from.offset(), from.byteLength());
    ByteBuffer out = Values.view(data, offset, from.byteLength());
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int channel = c * r * r + y % r * r + x % r;
          int big = first ? (c * height + y) * width + x : (y * width + x) * channels + c;
          int small =
              first
                  ? (channel * (height / r) + y / r) * (width / r) + x / r
                  : (y / r * (width / r) + x / r) * many + channel;
          long bits = Values.bits(in, width1, toLarge ? small : big);
          Values.putBits(out, width1, toLarge ? big : small, bits);
        }
      }
    }
  }

  private int grown(int side) {
    return Math.multiplyExact(side, r);
  }

  private static int[] threeAxes(int[] shape) {
    if (shape.length != 3) {
      throw Invalid.argument(
          "shape", Arrays.toString(shape), "shuffling needs channels, height and width");
    }
    return shape;
  }
}
