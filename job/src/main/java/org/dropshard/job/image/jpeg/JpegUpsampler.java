package org.dropshard.job.image.jpeg;

/**
 * A component's rows at the size of the picture. Halved chroma is interpolated with weights 3/4 and
 * 1/4, halves rounded up and down in turn as libjpeg does; other ratios repeat samples.
 */
final class JpegUpsampler {

  private final JpegComponent component;
  private final int across;
  private final int down;
  private final int[] sums;

  JpegUpsampler(JpegFrame frame, JpegComponent component) {
    this.component = component;
    this.across = frame.mostHorizontal() / component.horizontal;
    this.down = frame.mostVertical() / component.vertical;
    this.sums = new int[component.width];
  }

  /** How many samples {@link #row} may write: a last column may be doubled past the picture. */
  int rowLength() {
    return component.width * across;
  }

  /** Writes row {@code y} of the picture to the start of {@code out}. */
  void row(int y, byte[] out) {
    byte[] plane = component.plane;
    int width = component.width;
    int at = y / down * component.stride();
    if (across == 1 && down == 1) {
      System.arraycopy(plane, at, out, 0, width);
    } else if (across == 2 && down == 1 && width > 2) {
      doubleColumns(plane, at, out);
    } else if (across == 2 && down == 2 && width > 2) {
      columnSums(y, at);
      doubleSums(out);
    } else if (across == 1 && down == 2) {
      columnSums(y, at);
      int bias = 1 + (y & 1);
      for (int x = 0; x < width; x++) {
        out[x] = (byte) ((sums[x] + bias) >> 2);
      }
    } else {
      for (int x = 0; x < width * across; x++) {
        out[x] = plane[at + x / across];
      }
    }
  }

  /** Three times the row of {@code y} and once the row nearest to it, edges repeated. */
  private void columnSums(int y, int at) {
    byte[] plane = component.plane;
    int neighbor = Math.max(0, Math.min(component.height - 1, y / 2 + ((y & 1) == 0 ? -1 : 1)));
    int other = neighbor * component.stride();
    for (int x = 0; x < sums.length; x++) {
      sums[x] = 3 * (plane[at + x] & 0xFF) + (plane[other + x] & 0xFF);
    }
  }

  private void doubleColumns(byte[] plane, int at, byte[] out) {
    int last = component.width - 1;
    for (int x = 1; x < last; x++) {
      int middle = 3 * (plane[at + x] & 0xFF);
      out[2 * x] = (byte) ((middle + (plane[at + x - 1] & 0xFF) + 1) >> 2);
      out[2 * x + 1] = (byte) ((middle + (plane[at + x + 1] & 0xFF) + 2) >> 2);
    }
    out[0] = plane[at];
    out[1] = (byte) ((3 * (plane[at] & 0xFF) + (plane[at + 1] & 0xFF) + 2) >> 2);
    out[2 * last] =
        (byte) ((3 * (plane[at + last] & 0xFF) + (plane[at + last - 1] & 0xFF) + 1) >> 2);
    out[2 * last + 1] = plane[at + last];
  }

  private void doubleSums(byte[] out) {
    int last = sums.length - 1;
    for (int x = 1; x < last; x++) {
      int middle = 3 * sums[x];
      out[2 * x] = (byte) ((middle + sums[x - 1] + 8) >> 4);
      out[2 * x + 1] = (byte) ((middle + sums[x + 1] + 7) >> 4);
    }
    out[0] = (byte) ((4 * sums[0] + 8) >> 4);
    out[1] = (byte) ((3 * sums[0] + sums[1] + 7) >> 4);
    out[2 * last] = (byte) ((3 * sums[last] + sums[last - 1] + 8) >> 4);
    out[2 * last + 1] = (byte) ((4 * sums[last] + 7) >> 4);
  }
}
