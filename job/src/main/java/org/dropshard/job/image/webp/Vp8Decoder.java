package org.dropshard.job.image.webp;

import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;

/**
 * A key frame of VP8 (RFC 6386) as planes of Y, U and V, with the samples of libwebp: where the RFC
 * leaves open what stands above the last block on the right, it is that row's last sample.
 */
final class Vp8Decoder {

  private final Vp8Header header;
  private final int wide;
  private final int high;
  final Vp8Plane luma;
  final Vp8Plane[] chroma = new Vp8Plane[2];

  private final Vp8Predictor predictor = new Vp8Predictor();
  private final Vp8Coefficients coefficients;
  // Modes of the blocks of 4 x 4 above and to the left.
  private final int[] above;
  private final int[] left = new int[4];
  // Of each macroblock: the loop filter's strength, and whether its inner edges are filtered.
  private final byte[] levels;
  private final boolean[] inner;

  Vp8Decoder(Vp8Header header) throws BadImageException {
    this.header = header;
    this.wide = (header.width + 15) / 16;
    this.high = (header.height + 15) / 16;
    this.luma = new Vp8Plane(16 * wide, 16 * high);
    this.chroma[0] = new Vp8Plane(8 * wide, 8 * high);
    this.chroma[1] = new Vp8Plane(8 * wide, 8 * high);
    this.coefficients = new Vp8Coefficients(header.coefficients, wide);
    this.above = new int[4 * wide];
    this.levels = new byte[wide * high];
    this.inner = new boolean[wide * high];
  }

  void decode() throws BadImageException {
    int[] modes = new int[16];
    for (int y = 0; y < high; y++) {
      Vp8Bits bits = header.partitions[y & header.partitions.length - 1];
      coefficients.startRow();
      Arrays.fill(left, Vp8Predictor.DC);
      for (int x = 0; x < wide; x++) {
        decodeBlock(x, y, modes, bits);
      }
      if (header.modes.ranOut() || bits.ranOut()) {
        throw new BadImageException(
            "WebP ends in row " + y + " of " + high + " rows of blocks", "its data ends too early");
      }
    }
    filter();
  }

  private void decodeBlock(int x, int y, int[] modes, Vp8Bits bits) {
    Vp8Bits m = header.modes;
    int segment = 0;
    if (header.segmentMap) {
      int[] tree = header.segmentTree;
      segment = m.bit(tree[0]) == 0 ? m.bit(tree[1]) : 2 + m.bit(tree[2]);
    }
    boolean skipped = header.notSkipped >= 0 && m.bit(header.notSkipped) == 1;
    boolean split = m.bit(145) == 0;
    if (split) {
      readSmallModes(x, modes);
    } else {
      modes[0] =
          m.bit(156) == 1
              ? m.bit(128) == 1 ? Vp8Predictor.TRUE_MOTION : Vp8Predictor.HORIZONTAL
              : m.bit(163) == 1 ? Vp8Predictor.VERTICAL : Vp8Predictor.DC;
      Arrays.fill(above, 4 * x, 4 * x + 4, modes[0]);
      Arrays.fill(left, modes[0]);
    }
    int chromaMode =
        m.bit(142) == 0
            ? Vp8Predictor.DC
            : m.bit(114) == 0
                ? Vp8Predictor.VERTICAL
                : m.bit(183) == 1 ? Vp8Predictor.TRUE_MOTION : Vp8Predictor.HORIZONTAL;
    boolean empty =
        skipped
            ? coefficients.skip(x, split)
            : coefficients.read(bits, x, split, header.steps[segment]);
    if (split) {
      predictSmall(x, y, modes, empty);
    } else {
      Vp8Predictor.square(luma, 16 * x, 16 * y, 16, modes[0]);
      for (int i = 0; i < 16; i++) {
        coefficients.add(i, luma, 16 * x + 4 * (i & 3), 16 * y + (i & ~3));
      }
    }
    for (int plane = 0; plane < 2; plane++) {
      Vp8Predictor.square(chroma[plane], 8 * x, 8 * y, 8, chromaMode);
      for (int i = 0; i < 4; i++) {
        coefficients.add(
            16 + 4 * plane + i, chroma[plane], 8 * x + 4 * (i & 1), 8 * y + 4 * (i >> 1));
      }
    }
    levels[y * wide + x] = (byte) header.levels[segment][split ? 1 : 0];
    inner[y * wide + x] = split || !empty;
  }

  private void readSmallModes(int x, int[] modes) {
    Vp8Bits m = header.modes;
    int[] probabilities = Vp8Tables.BLOCK_MODES;
    for (int row = 0; row < 4; row++) {
      int mode = left[row];
      for (int column = 4 * x; column < 4 * x + 4; column++) {
        int p = (above[column] * 10 + mode) * 9;
        if (m.bit(probabilities[p]) == 0) {
          mode = 0;
        } else if (m.bit(probabilities[p + 1]) == 0) {
          mode = 1;
        } else if (m.bit(probabilities[p + 2]) == 0) {
          mode = 2;
        } else if (m.bit(probabilities[p + 3]) == 0) {
          mode = m.bit(probabilities[p + 4]) == 0 ? 3 : m.bit(probabilities[p + 5]) == 0 ? 4 : 5;
        } else if (m.bit(probabilities[p + 6]) == 0) {
          mode = 6;
        } else if (m.bit(probabilities[p + 7]) == 0) {
          mode = 7;
        } else {
          mode = 8 + m.bit(probabilities[p + 8]);
        }
        above[column] = mode;
        modes[4 * row + column - 4 * x] = mode;
      }
      left[row] = mode;
    }
  }

  private void predictSmall(int x, int y, int[] modes, boolean empty) {
    byte[] s = luma.samples;
    int top = luma.at(16 * x, 16 * y - 1);
    if (y > 0 && x == wide - 1) {
      // The margin on the right, which no other block writes.
      Arrays.fill(s, top + 16, top + 20, s[top + 15]);
    }
    for (int i = 0; i < 16; i++) {
      int column = 16 * x + 4 * (i & 3);
      int row = 16 * y + (i & ~3);
      int at = luma.at(column, row);
      int upper = (i & 3) == 3 ? top + 16 : at - luma.stride + 4;
      predictor.small(s, at, luma.stride, upper, modes[i]);
      if (!empty) {
        coefficients.add(i, luma, column, row);
      }
    }
  }

  private void filter() {
    Vp8Filter[] filters = {new Vp8Filter(luma), new Vp8Filter(chroma[0]), new Vp8Filter(chroma[1])};
    for (int y = 0; y < high; y++) {
      for (int x = 0; x < wide; x++) {
        int level = levels[y * wide + x];
        if (level > 0) {
          filterBlock(filters, x, y, level, inner[y * wide + x]);
        }
      }
    }
  }

  private void filterBlock(Vp8Filter[] filters, int x, int y, int level, boolean within) {
    int interior = level;
    if (header.sharpness > 0) {
      interior = Math.min(level >> (header.sharpness > 4 ? 2 : 1), 9 - header.sharpness);
    }
    interior = Math.max(1, interior);
    int limit = 2 * level + interior;
    int high = level >= 40 ? 2 : level >= 15 ? 1 : 0;
    for (boolean upright : new boolean[] {true, false}) {
      boolean outer = (upright ? x : y) > 0;
      int planes = header.simpleFilter ? 1 : 3;
      for (int plane = 0; plane < planes; plane++) {
        Vp8Plane p = plane == 0 ? luma : chroma[plane - 1];
        int size = plane == 0 ? 16 : 8;
        int at = p.at(size * x, size * y);
        int step = 4 * (upright ? 1 : p.stride);
        for (int edge = outer ? 0 : 4, i = at + (outer ? 0 : step);
            edge < (within ? size : 4);
            edge += 4, i += step) {
          int most = edge == 0 ? limit + 4 : limit;
          if (header.simpleFilter) {
            filters[plane].simple(i, upright, size, most);
          } else {
            filters[plane].normal(i, upright, size, edge == 0, most, interior, high);
          }
        }
      }
    }
  }
}
