package org.dropshard.job.image.webp;

import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;

/** The header of a VP8 key frame: RFC 6386, sections 9 and 19.2. */
final class Vp8Header {

  private static final int SEGMENTS = 4;

  final int width;
  final int height;

  /** Goes on with the modes of blocks. */
  final Vp8Bits modes;

  /** One decoder of coefficients for every so many rows. */
  final Vp8Bits[] partitions;

  /** Whether blocks say which segment they are of, by these probabilities. */
  boolean segmentMap;

  final int[] segmentTree = {255, 255, 255};

  /** Steps by segment: DC and AC of luma, of the DCs of luma, and of chroma. */
  final int[][] steps = new int[SEGMENTS][6];

  /** Strength of the loop filter by segment, of whole and of split blocks; 0 for none. */
  final int[][] levels = new int[SEGMENTS][2];

  boolean simpleFilter;
  int sharpness;
  final int[] coefficients = new int[Vp8Tables.COEFFICIENTS];

  /** Probability that a block is not empty; −1 if blocks do not say. */
  int notSkipped;

  private boolean segmented;
  private boolean absolute;
  private final int[] segmentQuantizer = new int[SEGMENTS];
  private final int[] segmentLevel = new int[SEGMENTS];

  /** Reads the header of the frame in [from, end) of {@code data}. */
  Vp8Header(byte[] data, int from, int end) throws BadImageException {
    int tag = Bytes.le24(data, from);
    if ((tag & 1) != 0 || (tag >> 1 & 7) > 3 || (tag >> 4 & 1) == 0) {
      throw new BadImageException("WebP VP8 frame " + (tag & 31), "a key frame that is shown");
    }
    if (Bytes.le24(data, from + 3) != 0x2A019D) {
      throw new BadImageException("WebP VP8 frame", "its data is damaged: no start code");
    }
    width = Bytes.le16(data, from + 6) & 0x3FFF;
    height = Bytes.le16(data, from + 8) & 0x3FFF;
    int first = from + 10;
    int second = first + (tag >> 5);
    if (second > end) {
      throw new BadImageException("WebP partition of " + (tag >> 5), "its data ends too early");
    }
    modes = new Vp8Bits(data, first, second);
    modes.number(2); // color space, and whether values need clamping: they are clamped
    readSegments();
    readFilter();
    partitions = partitions(data, second, end);
    readSteps();
    modes.flag(); // whether probabilities are kept for a next frame
    for (int i = 0; i < coefficients.length; i++) {
      coefficients[i] =
          modes.bit(Vp8Tables.UPDATES[i]) == 1 ? modes.number(8) : Vp8Tables.DEFAULTS[i];
    }
    notSkipped = modes.flag() ? modes.number(8) : -1;
    if (modes.ranOut()) {
      throw new BadImageException("WebP VP8 header", "its data ends too early");
    }
  }

  private void readSegments() {
    segmented = modes.flag();
    if (!segmented) {
      return;
    }
    segmentMap = modes.flag();
    if (modes.flag()) {
      absolute = modes.flag();
      for (int i = 0; i < SEGMENTS; i++) {
        segmentQuantizer[i] = modes.optionalSigned(7);
      }
      for (int i = 0; i < SEGMENTS; i++) {
        segmentLevel[i] = modes.optionalSigned(6);
      }
    }
    for (int i = 0; segmentMap && i < 3; i++) {
      segmentTree[i] = modes.flag() ? modes.number(8) : 255;
    }
  }

  private void readFilter() {
    simpleFilter = modes.flag();
    int level = modes.number(6);
    sharpness = modes.number(3);
    int[] deltas = new int[8];
    boolean withDeltas = modes.flag();
    if (withDeltas && modes.flag()) {
      for (int i = 0; i < 8; i++) {
        deltas[i] = modes.optionalSigned(6);
      }
    }
    // Of references the key frame is the first, of modes split blocks are.
    for (int i = 0; level > 0 && i < SEGMENTS; i++) {
      int base = !segmented ? level : segmentLevel[i] + (absolute ? 0 : level);
      for (int split = 0; split < 2; split++) {
        int delta = withDeltas ? deltas[0] + split * deltas[4] : 0;
        levels[i][split] = clip(base + delta, 63);
      }
    }
  }

  private Vp8Bits[] partitions(byte[] data, int from, int end) throws BadImageException {
    int count = 1 << modes.number(2);
    int start = from + 3 * (count - 1);
    if (start > end) {
      throw new BadImageException("WebP of " + count + " partitions", "its data ends too early");
    }
    Vp8Bits[] parts = new Vp8Bits[count];
    for (int i = 0; i < count; i++) {
      int stop = i == count - 1 ? end : Math.min(end, start + Bytes.le24(data, from + 3 * i));
      parts[i] = new Vp8Bits(data, start, stop);
      start = stop;
    }
    return parts;
  }

  private void readSteps() {
    int base = modes.number(7);
    int lumaDc = modes.optionalSigned(4);
    int secondDc = modes.optionalSigned(4);
    int secondAc = modes.optionalSigned(4);
    int chromaDc = modes.optionalSigned(4);
    int chromaAc = modes.optionalSigned(4);
    for (int i = 0; i < SEGMENTS; i++) {
      int q = !segmented ? base : segmentQuantizer[i] + (absolute ? 0 : base);
      int[] s = steps[i];
      s[0] = Vp8Tables.DC_STEPS[clip(q + lumaDc, 127)];
      s[1] = Vp8Tables.AC_STEPS[clip(q, 127)];
      s[2] = Vp8Tables.DC_STEPS[clip(q + secondDc, 127)] * 2;
      s[3] = Math.max(8, Vp8Tables.AC_STEPS[clip(q + secondAc, 127)] * 155 / 100);
      s[4] = Vp8Tables.DC_STEPS[clip(q + chromaDc, 117)];
      s[5] = Vp8Tables.AC_STEPS[clip(q + chromaAc, 127)];
    }
  }

  private static int clip(int value, int most) {
    return Math.max(0, Math.min(most, value));
  }
}
