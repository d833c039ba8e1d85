package org.dropshard.tensor;

import java.util.Locale;

/**
 * Where a tensor holds its channels. Any rank from 1 up: the other axes are places (or time, or
 * depth).
 */
public enum Layout {
  /**
   * Channels first, as PyTorch has them: {@code (C, H, W)}, {@code (C, L)}, {@code (C, D, H, W)}.
   */
  CHW,
  /** Channels last, as pictures and TensorFlow have them: {@code (H, W, C)}. */
  HWC;

  /** The axis that counts channels in a tensor of {@code rank} ≥ 1 axes. */
  public int channelAxis(int rank) {
    return this == CHW ? 0 : rank - 1;
  }

  /** The number of channels of a shape; 1 for a scalar. */
  public int channels(int[] shape) {
    return shape.length == 0 ? 1 : shape[channelAxis(shape.length)];
  }

  /**
   * The layout of a name, in either case.
   *
   * @throws IllegalArgumentException if there is no such layout
   */
  public static Layout ofLabel(String label) {
    String name = label.toUpperCase(Locale.ROOT);
    if (name.equals("CHW")) {
      return CHW;
    }
    if (name.equals("HWC")) {
      return HWC;
    }
    throw new IllegalArgumentException("Invalid layout: " + label + " (CHW, HWC)");
  }
}
