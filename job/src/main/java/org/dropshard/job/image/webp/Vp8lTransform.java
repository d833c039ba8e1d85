package org.dropshard.job.image.webp;

/**
 * One of the transforms of lossless WebP, to be undone.
 *
 * @param width of the picture after it is undone
 * @param bits the size of blocks is 2 to them; of a palette, the pixels in a pixel
 * @param data a pixel for each block; of a palette, its colors
 */
record Vp8lTransform(int kind, int width, int bits, int[] data) {

  static final int PREDICTOR = 0;
  static final int CROSS_COLOR = 1;
  static final int GREEN = 2;
  static final int PALETTE = 3;

  private static final int BLACK = 0xFF000000;

  /** Blocks of 2 to the {@code bits} that cover {@code size} pixels. */
  static int blocks(int size, int bits) {
    return size + (1 << bits) - 1 >> bits;
  }

  /** Undoes it, in place but for a palette. */
  int[] undo(int[] pixels, int height) {
    switch (kind) {
      case PREDICTOR -> predict(pixels, height);
      case CROSS_COLOR -> cross(pixels, height);
      case GREEN -> {
        for (int i = 0; i < pixels.length; i++) {
          int green = pixels[i] >> 8 & 0xFF;
          pixels[i] = add(pixels[i], green << 16 | green);
        }
      }
      default -> {
        return lookUp(pixels, height);
      }
    }
    return pixels;
  }

  private int[] lookUp(int[] pixels, int height) {
    int[] out = new int[width * height];
    int across = blocks(width, bits);
    int depth = 8 >> bits;
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int packed = pixels[y * across + (x >> bits)] >> 8 & 0xFF;
        int index = packed >> depth * (x & (1 << bits) - 1) & (1 << depth) - 1;
        out[to++] = index < data.length ? data[index] : 0;
      }
    }
    return out;
  }

  private void cross(int[] pixels, int height) {
    int across = blocks(width, bits);
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i++) {
        int factors = data[(y >> bits) * across + (x >> bits)];
        int pixel = pixels[i];
        int green = (byte) (pixel >> 8);
        int red = (pixel >> 16) + ((byte) factors * green >> 5) & 0xFF;
        int blue =
            pixel
                + ((byte) (factors >> 8) * green >> 5)
                + ((byte) (factors >> 16) * (byte) red >> 5);
        pixels[i] = pixel & 0xFF00FF00 | red << 16 | blue & 0xFF;
      }
    }
  }

  private void predict(int[] p, int height) {
    int across = blocks(width, bits);
    p[0] = add(p[0], BLACK);
    for (int x = 1; x < width; x++) {
      p[x] = add(p[x], p[x - 1]);
    }
    int i = width;
    for (int y = 1; y < height; y++) {
      p[i] = add(p[i], p[i - width]);
      i++;
      for (int x = 1; x < width; x++, i++) {
        int mode = data[(y >> bits) * across + (x >> bits)] >> 8 & 15;
        // Right of the last column the row below starts, which is this one.
        p[i] =
            add(p[i], prediction(mode, p[i - 1], p[i - width - 1], p[i - width], p[i - width + 1]));
      }
    }
  }

  private static int prediction(int mode, int left, int corner, int top, int right) {
    return switch (mode) {
      case 1 -> left;
      case 2 -> top;
      case 3 -> right;
      case 4 -> corner;
      case 5 -> mean(mean(left, right), top);
      case 6 -> mean(left, corner);
      case 7 -> mean(left, top);
      case 8 -> mean(corner, top);
      case 9 -> mean(top, right);
      case 10 -> mean(mean(left, corner), mean(top, right));
      case 11 -> select(left, corner, top);
      case 12 -> gradient(left, top, corner);
      case 13 -> halfGradient(mean(left, top), corner);
      default -> BLACK;
    };
  }

  /** The sums of four channels, each without its carry. */
  static int add(int a, int b) {
    return (a & 0xFF00FF00) + (b & 0xFF00FF00) & 0xFF00FF00
        | (a & 0x00FF00FF) + (b & 0x00FF00FF) & 0x00FF00FF;
  }

  private static int mean(int a, int b) {
    return (((a ^ b) & 0xFEFEFEFE) >>> 1) + (a & b);
  }

  /** Left or top, whichever is nearer to {@code left + top − corner}. */
  private static int select(int left, int corner, int top) {
    int nearer = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int c = corner >> shift & 0xFF;
      nearer += Math.abs((left >> shift & 0xFF) - c) - Math.abs((top >> shift & 0xFF) - c);
    }
    return nearer <= 0 ? top : left;
  }

  private static int gradient(int left, int top, int corner) {
    int out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int value = (left >> shift & 0xFF) + (top >> shift & 0xFF) - (corner >> shift & 0xFF);
      out |= Math.max(0, Math.min(255, value)) << shift;
    }
    return out;
  }

  private static int halfGradient(int mean, int corner) {
    int out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int value = mean >> shift & 0xFF;
      value += (value - (corner >> shift & 0xFF)) / 2;
      out |= Math.max(0, Math.min(255, value)) << shift;
    }
    return out;
  }
}
