package org.dropshard.job.image.webp;

/** The loop filter of VP8, over a frame that is decoded: RFC 6386, section 15. */
final class Vp8Filter {

  private final byte[] s;
  private final int stride;

  Vp8Filter(Vp8Plane plane) {
    this.s = plane.samples;
    this.stride = plane.stride;
  }

  /**
   * Smooths the edge between blocks that lies before {@code at}.
   *
   * @param upright whether the edge runs from the top down
   * @param count samples along the edge
   */
  void simple(int at, boolean upright, int count, int limit) {
    int across = upright ? 1 : stride;
    int along = upright ? stride : 1;
    for (int i = 0, p = at; i < count; i++, p += along) {
      if (4 * distance(p - across, p) + distance(p - 2 * across, p + across) <= 2 * limit + 1) {
        narrow(p, across);
      }
    }
  }

  /**
   * Smooths an edge, of a macroblock by six samples, inside of one by four.
   *
   * @param inner the most that neighbors on one side may differ by
   * @param high the difference from which variance is high
   */
  void normal(int at, boolean upright, int count, boolean outer, int limit, int inner, int high) {
    int across = upright ? 1 : stride;
    int along = upright ? stride : 1;
    for (int i = 0, p = at; i < count; i++, p += along) {
      if (4 * distance(p - across, p) + distance(p - 2 * across, p + across) > 2 * limit + 1
          || distance(p - 4 * across, p - 3 * across) > inner
          || distance(p - 3 * across, p - 2 * across) > inner
          || distance(p - 2 * across, p - across) > inner
          || distance(p + 3 * across, p + 2 * across) > inner
          || distance(p + 2 * across, p + across) > inner
          || distance(p + across, p) > inner) {
        continue;
      }
      if (distance(p - 2 * across, p - across) > high || distance(p + across, p) > high) {
        narrow(p, across);
      } else if (outer) {
        wide(p, across);
      } else {
        middle(p, across);
      }
    }
  }

  private int distance(int a, int b) {
    return Math.abs((s[a] & 0xFF) - (s[b] & 0xFF));
  }

  private void narrow(int p, int step) {
    int a =
        3 * ((s[p] & 0xFF) - (s[p - step] & 0xFF))
            + small((s[p - 2 * step] & 0xFF) - (s[p + step] & 0xFF));
    move(p - step, small(a + 3) >> 3);
    move(p, -(small(a + 4) >> 3));
  }

  private void middle(int p, int step) {
    int a = 3 * ((s[p] & 0xFF) - (s[p - step] & 0xFF));
    int a1 = small(a + 4) >> 3;
    int a3 = a1 + 1 >> 1;
    move(p - 2 * step, a3);
    move(p - step, small(a + 3) >> 3);
    move(p, -a1);
    move(p + step, -a3);
  }

  private void wide(int p, int step) {
    int a =
        small(
            3 * ((s[p] & 0xFF) - (s[p - step] & 0xFF))
                + small((s[p - 2 * step] & 0xFF) - (s[p + step] & 0xFF)));
    int a1 = 27 * a + 63 >> 7;
    int a2 = 18 * a + 63 >> 7;
    int a3 = 9 * a + 63 >> 7;
    move(p - 3 * step, a3);
    move(p - 2 * step, a2);
    move(p - step, a1);
    move(p, -a1);
    move(p + step, -a2);
    move(p + 2 * step, -a3);
  }

  private void move(int at, int by) {
    s[at] = Vp8Transform.clamp((s[at] & 0xFF) + by);
  }

  private static int small(int value) {
    return Math.max(-128, Math.min(127, value));
  }
}
