package org.dropshard.job.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

/**
 * PNG (ISO/IEC 15948), every bit depth and color type, interlaced or not. A tRNS chunk makes an
 * alpha channel. Checksums of the chunks that are used are checked, and the IEND chunk must be
 * there. Of an animated PNG the still picture is read.
 */
final class PngDecoder {

  private final byte[] file;
  private PngHeader header;
  private byte[] palette;
  private byte[] transparency;
  private final List<int[]> data = new ArrayList<>();
  private long dataBytes;
  private int orientation = Orientation.UPRIGHT;

  private PngDecoder(byte[] file) {
    this.file = file;
  }

  static Picture decode(byte[] file, PixelLimit limit) throws BadImageException {
    PngDecoder decoder = new PngDecoder(file);
    decoder.readChunks(limit);
    return Orientation.apply(decoder.picture(), decoder.orientation);
  }

  private void readChunks(PixelLimit limit) throws BadImageException {
    int at = 8;
    while (true) {
      if (at + 12 > file.length || Bytes.be32(file, at) > file.length - at - 12) {
        throw new BadImageException(
            "PNG of " + file.length + " bytes", "its data ends too early: no IEND chunk");
      }
      int length = (int) Bytes.be32(file, at);
      int content = at + 8;
      String type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (header == null && !type.equals("IHDR")) {
        throw new BadImageException("PNG chunk " + type, "the first is IHDR");
      }
      switch (type) {
        case "IHDR" -> {
          checkSum(at, length);
          header = PngHeader.read(file, content, limit);
        }
        case "PLTE" -> palette = bytes(at, length);
        case "tRNS" -> transparency = bytes(at, length);
        case "eXIf" -> orientation = Orientation.ofExif(file, content, content + length);
        case "IDAT" -> {
          checkSum(at, length);
          data.add(new int[] {content, length});
          dataBytes += length;
        }
        case "IEND" -> {
          return;
        }
        default -> {
          if (Character.isUpperCase(type.charAt(0))) {
            throw new BadImageException("PNG chunk " + type, "a critical one that is not known");
          }
        }
      }
      at = content + length + 4;
    }
  }

  private byte[] bytes(int at, int length) throws BadImageException {
    checkSum(at, length);
    byte[] content = new byte[length];
    System.arraycopy(file, at + 8, content, 0, length);
    return content;
  }

  private void checkSum(int at, int length) throws BadImageException {
    CRC32 crc = new CRC32();
    crc.update(file, at + 4, length + 4);
    if (crc.getValue() != Bytes.be32(file, at + 8 + length)) {
      throw new BadImageException("PNG chunk at byte " + at, "its data is damaged: checksum");
    }
  }

  private Picture picture() throws BadImageException {
    if (header.colorType() == PngHeader.PALETTE && palette == null) {
      throw new BadImageException("PNG of no palette", "its color type needs one");
    }
    // Deflate's best is 258 bytes from 2 bits. Held against what is there before memory is taken.
    long needed = (long) header.height() * header.rowBytes(header.width());
    if (dataBytes * 1032 < needed) {
      throw new BadImageException(
          "PNG of " + header.width() + " x " + header.height() + " pixels",
          "its data ends too early: " + dataBytes + " bytes compressed");
    }
    PngPixels pixels = new PngPixels(header, palette, transparency);
    PngRows rows = new PngRows(file, data, header);
    try {
      rows.readAll(pixels);
    } catch (DataFormatException e) {
      throw new BadImageException("PNG data", "its data is damaged: " + e.getMessage(), e);
    } finally {
      rows.close();
    }
    return pixels.picture();
  }
}
