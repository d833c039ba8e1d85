package org.dropshard.tensor;

import java.util.Locale;

/**
 * Where a tensor holds its channels, if it does. Any rank from 1 up: the other axes are places (or
 * time, or depth).
 */
public enum Layout {
  /**
   * Channels first, as PyTorch has them: {@code (C, H, W)}, {@code (C, L)}, {@code (C, D, H, W)}.
   */
  CHW,
  /** Channels last, as pictures and TensorFlow have them: {@code (H, W, C)}. */
  HWC,
  /** Nowhere: no axis counts channels, and the tensor as a whole is one. Any rank from 0 up. */
  NONE;

  /**
   * The axis that counts channels in a tensor of {@code rank} ≥ 1 axes.
   *
   * @throws IllegalArgumentException if the layout is {@link #NONE}
   */
  public int channelAxis(int rank) {
    if (this == NONE) {
      throw Invalid.argument("layout", "none", "channels need CHW or HWC");
    }
    return this == CHW ? 0 : rank - 1;
  }

  /** The number of channels of a shape; 1 for a scalar, and where no axis counts them. */
  public int channels(int[] shape) {
    return shape.length == 0 || this == NONE ? 1 : shape[channelAxis(shape.length)];
  }

  /**
   * The layout of channels of a name, in either case: no name stands for {@link #NONE}.
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
    throw Invalid.argument("layout", label, "CHW, HWC");
  }
}
