package org.dropshard.job.image.jpeg;

/** The colors of a JPEG file's components, and their conversion to gray or RGB. */
enum JpegColor {
  GRAY,
  RGB,
  YCC,
  CMYK,
  YCCK,
  /** Components as they are, whatever they mean. */
  STORED;

  // JFIF: R = Y + 1.402 Cr', G = Y - 0.344136 Cb' - 0.714136 Cr', B = Y + 1.772 Cb', in 16 bits.
  private static final int[] RED = new int[256];
  private static final int[] GREEN_CR = new int[256];
  private static final int[] GREEN_CB = new int[256];
  private static final int[] BLUE = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int x = i - 128;
      RED[i] = (91881 * x + 32768) >> 16;
      GREEN_CR[i] = -46802 * x;
      GREEN_CB[i] = -22554 * x + 32768;
      BLUE[i] = (116130 * x + 32768) >> 16;
    }
  }

  /**
   * What libjpeg takes the components for.
   *
   * @param adobe the transform that an Adobe segment states, or −1 if there is none
   */
  static JpegColor of(JpegComponent[] components, boolean jfif, int adobe) {
    switch (components.length) {
      case 1:
        return GRAY;
      case 4:
        return adobe <= 0 ? CMYK : YCCK;
      default:
        if (jfif) {
          return YCC;
        }
        boolean named =
            components[0].id == 'R' && components[1].id == 'G' && components[2].id == 'B';
        return adobe == 0 || (adobe < 0 && named) ? RGB : YCC;
    }
  }

  /** Channels of a picture of so many components. */
  int channels(int components) {
    return this == STORED ? components : this == GRAY || components == 1 ? 1 : 3;
  }

  /**
   * Converts a row; ink is stored as 255 − ink.
   *
   * @param rows one array for each component
   */
  void convert(byte[][] rows, int width, byte[] out, int at) {
    switch (this) {
      case GRAY -> System.arraycopy(rows[0], 0, out, at, width);
      case STORED -> {
        for (int i = 0; i < rows.length; i++) {
          for (int x = 0, to = at + i; x < width; x++, to += rows.length) {
            out[to] = rows[i][x];
          }
        }
      }
      case YCC -> ycc(rows, width, out, at);
      case YCCK -> {
        // Y, Cb, Cr are those of 255 - C, 255 - M, 255 - Y as stored.
        ycc(rows, width, out, at);
        for (int i = 0; i < 3 * width; i++) {
          out[at + i] = (byte) ~out[at + i];
        }
        ink(rows[3], width, out, at);
      }
      default -> {
        for (int x = 0, to = at; x < width; x++, to += 3) {
          out[to] = rows[0][x];
          out[to + 1] = rows[1][x];
          out[to + 2] = rows[2][x];
        }
        if (this == CMYK) {
          ink(rows[3], width, out, at);
        }
      }
    }
  }

  private static void ycc(byte[][] rows, int width, byte[] out, int at) {
    byte[] first = rows[0];
    byte[] second = rows[1];
    byte[] third = rows[2];
    for (int x = 0; x < width; x++) {
      int y = first[x] & 0xFF;
      int cb = second[x] & 0xFF;
      int cr = third[x] & 0xFF;
      int to = at + 3 * x;
      out[to] = clamp(y + RED[cr]);
      out[to + 1] = clamp(y + ((GREEN_CB[cb] + GREEN_CR[cr]) >> 16));
      out[to + 2] = clamp(y + BLUE[cb]);
    }
  }

  /** Lays black over three inks, in place. */
  private static void ink(byte[] black, int width, byte[] out, int at) {
    for (int x = 0, to = at; x < width; x++) {
      int light = black[x] & 0xFF;
      for (int i = 0; i < 3; i++, to++) {
        out[to] = (byte) (((out[to] & 0xFF) * light + 127) / 255);
      }
    }
  }

  private static byte clamp(int value) {
    return (byte) ((value & ~255) == 0 ? value : ~value >> 31); // most need none
  }
}
