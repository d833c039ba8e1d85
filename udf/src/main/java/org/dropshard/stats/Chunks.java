package org.dropshard.stats;

import org.dropshard.tensor.Layout;

/**
 * The fixed order in which a tensor's values are visited: pieces of consecutive elements, and in
 * each piece, channel by channel, that channel's values.
 */
final class Chunks {
  /** Loads consecutive elements into scratch memory. */
  interface Loader {
    void load(int from, int n);
  }

  /**
   * Takes one channel's values in the loaded piece: at {@code start}, then every {@code stride}.
   */
  interface Visitor {
    void visit(int channel, int start, int end, int stride);
  }

  /** What a visit adds to its channel costs as much as some thirty values. */
  private static final int LEAST_PIXELS = 64;

  private Chunks() {}

  /** The most elements that are loaded at once. */
  static int size(Layout layout, int channels) {
    return layout == Layout.CHW ? TensorStats.CHUNK : pixels(channels) * channels;
  }

  private static int pixels(int channels) {
    return Math.max(LEAST_PIXELS, TensorStats.CHUNK / channels);
  }

  static void walk(Layout layout, int channels, int places, Loader loader, Visitor visitor) {
    if (layout == Layout.CHW) {
      int perChunk = Math.max(1, TensorStats.CHUNK / Math.max(places, 1));
      for (int c = 0; c < channels; c += perChunk) {
        planes(c, Math.min(perChunk, channels - c), places, loader, visitor);
      }
      return;
    }
    int pixels = pixels(channels);
    for (int from = 0, n; from < places; from += n) {
      n = Math.min(pixels, places - from);
      loader.load(from * channels, n * channels);
      for (int c = 0; c < channels; c++) {
        visitor.visit(c, c, n * channels, channels);
      }
    }
  }

  /** Several small planes in one piece, or one plane in several pieces. */
  private static void planes(int first, int count, int places, Loader loader, Visitor visitor) {
    if (places <= TensorStats.CHUNK) {
      loader.load(first * places, count * places);
      for (int k = 0; k < count; k++) {
        visitor.visit(first + k, k * places, (k + 1) * places, 1);
      }
      return;
    }
    for (int from = 0, n; from < places; from += n) {
      n = Math.min(TensorStats.CHUNK, places - from);
      loader.load(first * places + from, n);
      visitor.visit(first, 0, n, 1);
    }
  }
}
