package org.dropshard.job.image.jpeg;

import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;

/** A JPEG frame header (SOF0, SOF1, SOF2) and what follows from it. */
record JpegFrame(
    boolean progressive,
    int width,
    int height,
    JpegComponent[] components,
    int mostHorizontal,
    int mostVertical) {

  /**
   * Reads a frame header and takes the memory for its components.
   *
   * @param marker in [0xC0, 0xCF]
   * @param at the segment's first byte after its length
   */
  static JpegFrame read(byte[] data, int at, int marker, PixelLimit limit)
      throws BadImageException {
    int precision = Bytes.u8(data, at);
    int height = Bytes.be16(data, at + 1);
    int width = Bytes.be16(data, at + 3);
    limit.check("JPEG", width, height);
    if (marker > 0xC2 || precision != 8) {
      throw new BadImageException(
          "JPEG process SOF" + (marker - 0xC0) + " of " + precision + " bits",
          "baseline, extended and progressive Huffman coding of 8 bits are read");
    }
    int count = Bytes.u8(data, at + 5);
    if (count != 1 && count != 3 && count != 4) {
      throw new BadImageException("JPEG of " + count + " components", "1, 3 or 4");
    }
    JpegComponent[] components = new JpegComponent[count];
    int mostHorizontal = 1;
    int mostVertical = 1;
    for (int i = 0; i < count; i++) {
      int entry = at + 6 + 3 * i;
      int horizontal = Bytes.u8(data, entry + 1) >> 4;
      int vertical = Bytes.u8(data, entry + 1) & 15;
      if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) {
        throw new BadImageException(
            "JPEG sampling " + horizontal + " x " + vertical, "each in [1, 4]");
      }
      components[i] =
          new JpegComponent(
              Bytes.u8(data, entry), horizontal, vertical, Bytes.u8(data, entry + 2) & 3);
      mostHorizontal = Math.max(mostHorizontal, horizontal);
      mostVertical = Math.max(mostVertical, vertical);
    }
    JpegFrame frame =
        new JpegFrame(marker == 0xC2, width, height, components, mostHorizontal, mostVertical);
    for (JpegComponent component : components) {
      frame.prepare(component, data.length);
    }
    return frame;
  }

  int mcusWide() {
    return ceilDiv(width, 8 * mostHorizontal);
  }

  int mcusHigh() {
    return ceilDiv(height, 8 * mostVertical);
  }

  private void prepare(JpegComponent c, int fileBytes) throws BadImageException {
    if (mostHorizontal % c.horizontal != 0 || mostVertical % c.vertical != 0) {
      throw new BadImageException(
          "JPEG sampling " + c.horizontal + " x " + c.vertical,
          "a divisor of the largest, " + mostHorizontal + " x " + mostVertical);
    }
    c.width = ceilDiv(width * c.horizontal, mostHorizontal);
    c.height = ceilDiv(height * c.vertical, mostVertical);
    c.blocksWide = mcusWide() * c.horizontal;
    c.blocksHigh = mcusHigh() * c.vertical;
    // Held against what is there before memory is taken: a block takes a bit at least.
    long blocks = (long) ceilDiv(c.width, 8) * ceilDiv(c.height, 8);
    if (blocks > 8L * fileBytes) {
      throw new BadImageException(
          "JPEG of " + width + " x " + height + " pixels",
          "its data ends too early: " + fileBytes + " bytes");
    }
    c.plane = Picture.allocate(8 * c.blocksWide, 8 * c.blocksHigh, 1);
    if (progressive) {
      c.coefficients = new short[c.plane.length];
      c.nonzero = new long[c.plane.length / 64];
    }
  }

  private static int ceilDiv(int value, int divisor) {
    return (value + divisor - 1) / divisor;
  }
}
