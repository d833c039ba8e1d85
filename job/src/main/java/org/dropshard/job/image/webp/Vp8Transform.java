package org.dropshard.job.image.webp;

/** The inverse transforms of VP8: RFC 6386, section 14. */
final class Vp8Transform {

  private Vp8Transform() {}

  /** Adds what 16 coefficients stand for to a block of 4 × 4 samples. */
  static void add(int[] c, int from, byte[] out, int at, int stride, int[] t) {
    for (int i = 0; i < 4; i++) {
      int x0 = c[from + i];
      int x1 = c[from + 4 + i];
      int x2 = c[from + 8 + i];
      int x3 = c[from + 12 + i];
      int a = x0 + x2;
      int b = x0 - x2;
      int s = sine(x1) - cosine(x3);
      int r = cosine(x1) + sine(x3);
      t[4 * i] = a + r;
      t[4 * i + 1] = b + s;
      t[4 * i + 2] = b - s;
      t[4 * i + 3] = a - r;
    }
    for (int i = 0; i < 4; i++) {
      int to = at + i * stride;
      int a = t[i] + 4 + t[8 + i];
      int b = t[i] + 4 - t[8 + i];
      int s = sine(t[4 + i]) - cosine(t[12 + i]);
      int r = cosine(t[4 + i]) + sine(t[12 + i]);
      out[to] = clamp((out[to] & 0xFF) + (a + r >> 3));
      out[to + 1] = clamp((out[to + 1] & 0xFF) + (b + s >> 3));
      out[to + 2] = clamp((out[to + 2] & 0xFF) + (b - s >> 3));
      out[to + 3] = clamp((out[to + 3] & 0xFF) + (a - r >> 3));
    }
  }

  /** The DCs of 16 blocks out of their own transform, each to the first of 16 coefficients. */
  static void spread(int[] dc, int[] out) {
    int[] t = new int[16];
    for (int i = 0; i < 4; i++) {
      int a = dc[i] + dc[12 + i];
      int b = dc[4 + i] + dc[8 + i];
      int c = dc[4 + i] - dc[8 + i];
      int d = dc[i] - dc[12 + i];
      t[i] = a + b;
      t[4 + i] = d + c;
      t[8 + i] = a - b;
      t[12 + i] = d - c;
    }
    for (int i = 0; i < 4; i++) {
      int a = t[4 * i] + 3 + t[4 * i + 3];
      int b = t[4 * i + 1] + t[4 * i + 2];
      int c = t[4 * i + 1] - t[4 * i + 2];
      int d = t[4 * i] + 3 - t[4 * i + 3];
      out[64 * i] = a + b >> 3;
      out[64 * i + 16] = d + c >> 3;
      out[64 * i + 32] = a - b >> 3;
      out[64 * i + 48] = d - c >> 3;
    }
  }

  static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }

  private static int cosine(int value) {
    return (value * 20091 >> 16) + value; // √2 cos(π / 8)
  }

  private static int sine(int value) {
    return value * 35468 >> 16; // √2 sin(π / 8)
  }
}
