package org.dropshard.stats.sums;

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

  /** Puts interleaved values beside each other, channel after channel. */
  interface Gatherer {
    /**
     * @param first where the first channel's first value was loaded
     * @param group how many channels
     * @param channels from one value of a channel to the next
     * @param n values of each
     */
    void gather(int first, int group, int channels, int n);
  }

  /**
   * Takes one channel's values, from {@code start} to {@code end} of what was loaded or gathered.
   */
  interface Visitor {
    void visit(int channel, int start, int end);
  }

  /**
   * Values held at a time, where pixels are not wide: 16 KB of doubles, which stay in the cache.
   */
  private static final int CHUNK = 2048;

  /** Channels that are gathered at a time, as their values lie in one line of the cache. */
  private static final int GROUP = 8;

  /** What a visit adds to its channel costs as much as some thirty values. */
  private static final int LEAST_PIXELS = 64;

  private Chunks() {}

  /** The most elements that are loaded at once. */
  static int size(Layout layout, int channels) {
    return layout == Layout.CHW ? CHUNK : pixels(channels) * channels;
  }

  /** The most elements that are visited in one go. */
  static int visited(Layout layout, int channels) {
    return layout == Layout.CHW ? CHUNK : pixels(channels) * GROUP;
  }

  private static int pixels(int channels) {
    return Math.max(LEAST_PIXELS, CHUNK / channels);
  }

  static void walk(
      Layout layout, int channels, int places, Loader loader, Gatherer gatherer, Visitor visitor) {
    if (layout == Layout.CHW) {
      int perChunk = Math.max(1, CHUNK / Math.max(places, 1));
      for (int c = 0; c < channels; c += perChunk) {
        planes(c, Math.min(perChunk, channels - c), places, loader, visitor);
      }
      return;
    }
    int pixels = pixels(channels);
    for (int from = 0, n; from < places; from += n) {
      n = Math.min(pixels, places - from);
      loader.load(from * channels, n * channels);
      for (int c = 0, group; c < channels; c += group) {
        group = Math.min(GROUP, channels - c);
        gatherer.gather(c, group, channels, n);
        for (int k = 0; k < group; k++) {
          visitor.visit(c + k, k * n, (k + 1) * n);
        }
      }
    }
  }

  /** Several small planes in one piece, or one plane in several pieces. */
  private static void planes(int first, int count, int places, Loader loader, Visitor visitor) {
    if (places <= CHUNK) {
      loader.load(first * places, count * places);
      for (int k = 0; k < count; k++) {
        visitor.visit(first + k, k * places, (k + 1) * places);
      }
      return;
    }
    for (int from = 0, n; from < places; from += n) {
      n = Math.min(CHUNK, places - from);
      loader.load(first * places + from, n);
      visitor.visit(first, 0, n);
    }
  }
}
