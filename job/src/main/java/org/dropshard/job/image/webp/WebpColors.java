package org.dropshard.job.image.webp;

/**
 * VP8's planes as RGB, sample for sample as libwebp does by default: chroma interpolated with
 * weights of 9, 3, 3 and 1, and BT.601 of limited range in fixed point of 14 bits.
 */
final class WebpColors {

  private WebpColors() {}

  /** Writes red, green and blue every {@code channels} bytes. */
  static void convert(Vp8Decoder frame, int width, int height, byte[] out, int channels) {
    int half = (width + 1) / 2;
    int halfHigh = (height + 1) / 2;
    byte[] u = new byte[2 * half];
    byte[] v = new byte[2 * half];
    for (int y = 0; y < height; y++) {
      int near = y / 2;
      int far = Math.max(0, Math.min(halfHigh - 1, (y & 1) == 0 ? near - 1 : near + 1));
      row(frame.chroma[0], near, far, half, u);
      row(frame.chroma[1], near, far, half, v);
      int from = frame.luma.at(0, y);
      int to = y * width * channels;
      for (int x = 0; x < width; x++, to += channels) {
        int l = (frame.luma.samples[from + x] & 0xFF) * 19077 >> 8;
        int cb = u[x] & 0xFF;
        int cr = v[x] & 0xFF;
        out[to] = clip(l + (cr * 26149 >> 8) - 14234);
        out[to + 1] = clip(l - (cb * 6419 >> 8) - (cr * 13320 >> 8) + 8708);
        out[to + 2] = clip(l + (cb * 33050 >> 8) - 17685);
      }
    }
  }

  /** A row of chroma, twice as wide, between the rows nearest and next to it. */
  private static void row(Vp8Plane plane, int near, int far, int half, byte[] out) {
    byte[] s = plane.samples;
    int n = plane.at(0, near);
    int f = plane.at(0, far);
    out[0] = (byte) (3 * (s[n] & 0xFF) + (s[f] & 0xFF) + 2 >> 2);
    for (int x = 1; x < half; x++) {
      int n0 = s[n + x - 1] & 0xFF;
      int n1 = s[n + x] & 0xFF;
      int f0 = s[f + x - 1] & 0xFF;
      int f1 = s[f + x] & 0xFF;
      int sum = n0 + n1 + f0 + f1 + 8;
      out[2 * x - 1] = (byte) ((sum + 2 * (n1 + f0) >> 3) + n0 >> 1);
      out[2 * x] = (byte) ((sum + 2 * (n0 + f1) >> 3) + n1 >> 1);
    }
    int last = half - 1;
    out[2 * last + 1] = (byte) (3 * (s[n + last] & 0xFF) + (s[f + last] & 0xFF) + 2 >> 2);
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value >> 6));
  }
}
