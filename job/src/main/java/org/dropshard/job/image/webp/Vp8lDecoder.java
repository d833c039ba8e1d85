package org.dropshard.job.image.webp;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.dropshard.job.image.picture.BadImageException;

/** Lossless WebP: pixels as {@code 0xAARRGGBB}. */
final class Vp8lDecoder {

  private static final int[] LENGTH_ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };
  private static final int LENGTHS = 24;
  private static final int DISTANCES = 40;
  private static final int FIRST_PIXELS = 1 << 16;
  private static final int CACHE_FACTOR = 0x1E35A7BD;

  private final Vp8lBits bits;
  private byte[] scratch = new byte[256 + LENGTHS];

  private Vp8lDecoder(Vp8lBits bits) {
    this.bits = bits;
  }

  /** Decodes a picture without its header, of [from, end) of {@code data}. */
  static int[] decode(byte[] data, int from, int end, int width, int height)
      throws BadImageException {
    return new Vp8lDecoder(new Vp8lBits(data, from, end)).picture(width, height);
  }

  private int[] picture(int width, int height) throws BadImageException {
    Deque<Vp8lTransform> transforms = new ArrayDeque<>();
    int columns = width;
    int seen = 0;
    while (bits.read(1) == 1) {
      int kind = bits.read(2);
      if ((seen >> kind & 1) == 1) {
        throw damaged("transform " + kind + " twice");
      }
      seen |= 1 << kind;
      Vp8lTransform transform = transform(kind, columns, height);
      transforms.push(transform);
      if (kind == Vp8lTransform.PALETTE) {
        columns = Vp8lTransform.blocks(columns, transform.bits());
      }
    }
    int[] pixels = pixels(columns, height, true);
    for (Vp8lTransform transform : transforms) {
      pixels = transform.undo(pixels, height);
    }
    return pixels;
  }

  private Vp8lTransform transform(int kind, int width, int height) throws BadImageException {
    switch (kind) {
      case Vp8lTransform.GREEN:
        return new Vp8lTransform(kind, width, 0, new int[0]);
      case Vp8lTransform.PALETTE:
        int size = bits.read(8) + 1;
        int[] colors = pixels(size, 1, false);
        for (int i = 1; i < size; i++) {
          colors[i] = Vp8lTransform.add(colors[i], colors[i - 1]);
        }
        int packed = size <= 2 ? 3 : size <= 4 ? 2 : size <= 16 ? 1 : 0;
        return new Vp8lTransform(kind, width, packed, colors);
      default:
        int shift = bits.read(3) + 2;
        int[] data =
            pixels(Vp8lTransform.blocks(width, shift), Vp8lTransform.blocks(height, shift), false);
        return new Vp8lTransform(kind, width, shift, data);
    }
  }

  private int[] pixels(int width, int height, boolean main) throws BadImageException {
    int cacheBits = 0;
    if (bits.read(1) == 1) {
      cacheBits = bits.read(4);
      if (cacheBits < 1 || cacheBits > 11) {
        throw damaged("a cache of 2^" + cacheBits + " colors");
      }
    }
    int groupBits = 0;
    int[] groups = null;
    int count = 1;
    if (main && bits.read(1) == 1) {
      groupBits = bits.read(3) + 2;
      groups =
          pixels(
              Vp8lTransform.blocks(width, groupBits),
              Vp8lTransform.blocks(height, groupBits),
              false);
      for (int i = 0; i < groups.length; i++) {
        groups[i] = groups[i] >> 8 & 0xFFFF;
        count = Math.max(count, groups[i] + 1);
      }
    }
    Vp8lHuffman[][] codes = new Vp8lHuffman[count][];
    for (int i = 0; i < count; i++) {
      codes[i] =
          new Vp8lHuffman[] {
            code(256 + LENGTHS + (cacheBits > 0 ? 1 << cacheBits : 0)),
            code(256),
            code(256),
            code(256),
            code(DISTANCES)
          };
    }
    if ((long) width * height > Integer.MAX_VALUE / 4) {
      throw damaged(width + " x " + height + " pixels");
    }
    int total = width * height;
    // Grows with what is decoded: a code may take no bits, so the file's length bounds nothing.
    int[] out = new int[Math.min(total, FIRST_PIXELS)];
    int[] cache = new int[cacheBits > 0 ? 1 << cacheBits : 0];
    int cached = 0; // pixels that are in the cache
    int done = 0;
    int across = groups == null ? 0 : Vp8lTransform.blocks(width, groupBits);
    while (done < total) {
      if (done == out.length) {
        out = grown(out, done + 1, total);
      }
      Vp8lHuffman[] group = codes[0];
      if (groups != null) {
        int y = done / width;
        int x = done - y * width;
        group = codes[groups[(y >> groupBits) * across + (x >> groupBits)]];
      }
      int green = group[0].symbol(bits);
      if (green < 256) {
        int red = group[1].symbol(bits);
        int blue = group[2].symbol(bits);
        int alpha = group[3].symbol(bits);
        out[done++] = alpha << 24 | red << 16 | green << 8 | blue;
      } else if (green < 256 + LENGTHS) {
        int length = value(green - 256);
        int distance = Vp8lDistances.pixels(value(group[4].symbol(bits)), width);
        if (distance > done || length > total - done) {
          throw damaged("a copy of " + length + " pixels from " + distance + " back");
        }
        if (length > out.length - done) {
          out = grown(out, done + length, total);
        }
        for (int i = 0; i < length; i++, done++) {
          out[done] = out[done - distance];
        }
      } else {
        for (; cached < done; cached++) {
          cache[out[cached] * CACHE_FACTOR >>> 32 - cacheBits] = out[cached];
        }
        out[done++] = cache[green - 256 - LENGTHS];
      }
    }
    return out;
  }

  private static int[] grown(int[] pixels, int needed, int total) {
    return Arrays.copyOf(pixels, (int) Math.min(total, Math.max(needed, 2L * pixels.length)));
  }

  /** The length or distance that a symbol and the bits behind it stand for. */
  private int value(int symbol) {
    if (symbol < 4) {
      return symbol + 1;
    }
    int extra = symbol - 2 >> 1;
    return (2 + (symbol & 1) << extra) + bits.read(extra) + 1;
  }

  private Vp8lHuffman code(int symbols) throws BadImageException {
    if (scratch.length < symbols) {
      scratch = new byte[symbols];
    }
    byte[] lengths = scratch;
    Arrays.fill(lengths, 0, symbols, (byte) 0);
    if (bits.read(1) == 1) {
      boolean two = bits.read(1) == 1;
      lengths[bits.read(bits.read(1) == 1 ? 8 : 1)] = 1;
      if (two) {
        lengths[bits.read(8)] = 1;
      }
    } else {
      readLengths(lengths, symbols);
    }
    return new Vp8lHuffman(lengths, symbols);
  }

  private void readLengths(byte[] lengths, int symbols) throws BadImageException {
    byte[] orders = new byte[LENGTH_ORDER.length];
    int count = bits.read(4) + 4;
    for (int i = 0; i < count; i++) {
      orders[LENGTH_ORDER[i]] = (byte) bits.read(3);
    }
    Vp8lHuffman code = new Vp8lHuffman(orders, orders.length);
    int most = symbols;
    if (bits.read(1) == 1) {
      most = 2 + bits.read(2 + 2 * bits.read(3));
    }
    int previous = 8;
    int i = 0;
    for (int left = most; i < symbols && left > 0; left--) {
      int length = code.symbol(bits);
      if (length < 16) {
        lengths[i++] = (byte) length;
        previous = length == 0 ? previous : length;
        continue;
      }
      int repeat =
          length == 16 ? 3 + bits.read(2) : length == 17 ? 3 + bits.read(3) : 11 + bits.read(7);
      if (repeat > symbols - i) {
        throw damaged("more codes than symbols");
      }
      Arrays.fill(lengths, i, i + repeat, (byte) (length == 16 ? previous : 0));
      i += repeat;
    }
    if (most > symbols) {
      throw damaged("more codes than symbols");
    }
  }

  private static BadImageException damaged(String fact) {
    return new BadImageException("WebP of " + fact, "its data is damaged");
  }
}
