package org.dropshard.job.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.spi.ImageReaderSpi;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Orientation;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.tensor.DType;

/**
 * PNG (ISO/IEC 15948), every bit depth and color type, interlaced or not, by the JDK's reader. A
 * tRNS chunk makes an alpha channel. Checksums of the chunks that are used are checked, and the
 * IEND chunk must be there. Of an animated PNG the still picture is read.
 *
 * <p>The reader is given the header and the compressed rows, and no other chunk. A palette's
 * indices are gray to it: palette and transparency are applied here, so no reader's way with them
 * matters.
 */
final class PngDecoder {

  private static final ImageReaderSpi READER = PluginReader.jdk("png.PNGImageReaderSpi");

  private final byte[] file;
  private final boolean indices;
  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
  private PngHeader header;
  private byte[] palette;
  private byte[] transparency;
  private long dataBytes;
  private int orientation = Orientation.UPRIGHT;

  private PngDecoder(byte[] file, boolean indices) {
    this.file = file;
    this.indices = indices;
  }

  /**
   * @param indices whether a palette's indices are read in place of its colors
   */
  static Picture decode(byte[] file, boolean indices, PixelLimit limit)
      throws IOException, BadImageException {
    PngDecoder decoder = new PngDecoder(file, indices);
    decoder.readChunks(limit);
    return Orientation.apply(decoder.picture(), decoder.orientation);
  }

  private void readChunks(PixelLimit limit) throws BadImageException {
    plain.write(file, 0, 8);
    int at = 8;
    String type = "";
    while (!type.equals("IEND")) {
      if (at + 12 > file.length || Bytes.be32(file, at) > file.length - at - 12) {
        throw new BadImageException(
            "PNG of " + file.length + " bytes", "its data ends too early: no IEND chunk");
      }
      int end = at + 12 + (int) Bytes.be32(file, at);
      type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (type.equals("IHDR") != (header == null)) {
        throw new BadImageException("PNG chunk " + type, "the first is IHDR, and no other");
      }
      switch (type) {
        case "IHDR" -> {
          byte[] chunk = checked(at, end);
          header = PngHeader.read(chunk, 8, limit);
          if (header.colorType() == PngHeader.PALETTE) {
            chunk[17] = PngHeader.GRAY;
            int sum = chunk.length - 4;
            ByteBuffer.wrap(chunk).putInt(sum, (int) checksum(chunk, 4, sum));
          }
          plain.writeBytes(chunk);
        }
        case "PLTE" -> palette = content(at, end);
        case "tRNS" -> transparency = content(at, end);
        case "eXIf" -> orientation = Orientation.ofExif(file, at + 8, end - 4);
        case "IDAT" -> {
          plain.writeBytes(checked(at, end));
          dataBytes += end - at - 12;
        }
        case "IEND" -> plain.write(file, at, end - at);
        default -> {
          if (Character.isUpperCase(type.charAt(0))) {
            throw new BadImageException("PNG chunk " + type, "a critical one that is not known");
          }
        }
      }
      at = end;
    }
  }

  private byte[] content(int at, int end) throws BadImageException {
    return Arrays.copyOfRange(checked(at, end), 8, end - at - 4);
  }

  private byte[] checked(int at, int end) throws BadImageException {
    if (checksum(file, at + 4, end - 4) != Bytes.be32(file, end - 4)) {
      throw new BadImageException("PNG chunk at byte " + at, "its data is damaged: checksum");
    }
    return Arrays.copyOfRange(file, at, end);
  }

  private static long checksum(byte[] data, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(data, from, to - from);
    return crc.getValue();
  }

  private Picture picture() throws IOException, BadImageException {
    boolean indexed = header.colorType() == PngHeader.PALETTE;
    if (indexed && palette == null) {
      throw new BadImageException("PNG of no palette", "its color type needs one");
    }
    // Deflate's best is 258 bytes from 2 bits. Held against what is there before memory is taken.
    if (dataBytes * 1032 < header.dataBytes()) {
      throw new BadImageException(
          "PNG of " + header.width() + " x " + header.height() + " pixels",
          "its data ends too early: " + dataBytes + " bytes compressed");
    }
    Picture.check(
        header.width(), header.height(), header.samples() * Math.max(1, header.bits() / 8));
    MemoryStream stream = new MemoryStream(plain.toByteArray());
    BufferedImage image = PluginReader.read(READER, stream);
    if (indexed && !indices) {
      return RasterSamples.look(image.getRaster(), colors(), transparency == null ? 3 : 4);
    }
    boolean keyed = transparency != null && header.colorType() <= PngHeader.RGB;
    return keyed || header.bits() < 8
        ? samples(image.getRaster(), keyed)
        : RasterSamples.of(image.getRaster());
  }

  private int[] colors() {
    int[] colors = new int[palette.length / 3];
    for (int i = 0; i < colors.length; i++) {
      boolean clear = transparency != null && i < transparency.length;
      int alpha = clear ? Bytes.u8(transparency, i) : 255;
      colors[i] = alpha << 24 | Bytes.be16(palette, 3 * i) << 8 | Bytes.u8(palette, 3 * i + 2);
    }
    return colors;
  }

  /**
   * Gray and RGB, widened to 8 bits, and indices as they are.
   *
   * @param keyed whether there is alpha, of 0 where a pixel has the tRNS chunk's color
   */
  private Picture samples(Raster raster, boolean keyed) throws BadImageException {
    int width = header.width();
    int bits = header.bits();
    int samples = header.samples();
    int[] key = new int[samples];
    for (int c = 0; keyed && c < samples; c++) {
      key[c] = Bytes.be16(transparency, 2 * c) & (1 << bits) - 1; // the low bits count
    }
    int bytes = bits == 16 ? 2 : 1;
    boolean whole = bits == 16 || header.colorType() == PngHeader.PALETTE;
    int scale = whole ? 1 : 255 / ((1 << bits) - 1); // 255, 85, 17 or 1
    int channels = samples + (keyed ? 1 : 0);
    byte[] out = Picture.allocate(width, header.height(), channels * bytes);
    int[] row = new int[width * samples];
    int to = 0;
    for (int y = 0; y < header.height(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int from = 0; from < row.length; from += samples) {
        boolean clear = keyed;
        for (int c = 0; c < channels; c++) {
          int value = c < samples ? row[from + c] * scale : clear ? 0 : 65535;
          clear = clear && (c == samples || row[from + c] == key[c]);
          out[to++] = (byte) value;
          if (bytes == 2) {
            out[to++] = (byte) (value >> 8);
          }
        }
      }
    }
    DType dtype = bits == 16 ? DType.UINT16 : DType.UINT8;
    return new Picture(width, header.height(), channels, dtype, out);
  }
}
