package org.dropshard.job.image.webp;

import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Orientation;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.tensor.DType;

/**
 * WebP, lossy, lossless and with alpha, sample for sample that of libwebp. Of an animation it is
 * the first frame, laid on a transparent black canvas.
 *
 * <p>In Java, and not by a library's natives: samples are then the same on every machine, hostile
 * files end in exceptions, and nothing is unpacked beside Spark's folders.
 */
public final class WebpDecoder {

  private final byte[] file;
  private int orientation = Orientation.UPRIGHT;
  private boolean animated;
  private int canvasWidth;
  private int canvasHeight;
  private int left;
  private int top;
  // Offsets of chunks, or 0.
  private int picture;
  private int alpha;

  private WebpDecoder(byte[] file) {
    this.file = file;
  }

  public static Picture decode(byte[] file, PixelLimit limit) throws BadImageException {
    WebpDecoder decoder = new WebpDecoder(file);
    decoder.readChunks(limit);
    return Orientation.apply(decoder.picture(limit), decoder.orientation);
  }

  private void readChunks(PixelLimit limit) throws BadImageException {
    long end = 8 + Bytes.le32(file, 4);
    if (end > file.length) {
      throw new BadImageException(
          "WebP of " + file.length + " bytes", "its data ends too early: " + end + " needed");
    }
    int at = 12;
    while (at + 8 <= end) {
      int next = next(at, end);
      if (Bytes.startsWith(file, at, "VP8X")) {
        canvasWidth = Bytes.le24(file, at + 12) + 1;
        canvasHeight = Bytes.le24(file, at + 15) + 1;
        limit.check("WebP", canvasWidth, canvasHeight);
      } else if (Bytes.startsWith(file, at, "ANMF")) {
        if (picture == 0) {
          readFrame(at + 8, next);
        }
      } else if (Bytes.startsWith(file, at, "EXIF")) {
        int skip = Bytes.startsWith(file, at + 8, "Exif\0\0") ? 6 : 0;
        orientation = Orientation.ofExif(file, at + 8 + skip, next);
      } else if (!animated) {
        notePictureChunk(at);
      }
      at = next;
    }
    if (picture == 0) {
      throw new BadImageException("WebP of no picture", "a VP8 or VP8L chunk is needed");
    }
  }

  private void readFrame(int at, int end) throws BadImageException {
    animated = true;
    left = 2 * Bytes.le24(file, at);
    top = 2 * Bytes.le24(file, at + 3);
    int chunk = at + 16;
    while (chunk + 8 <= end) {
      int next = next(chunk, end);
      notePictureChunk(chunk);
      chunk = next;
    }
  }

  private void notePictureChunk(int at) {
    if (picture == 0) {
      if (Bytes.startsWith(file, at, "ALPH")) {
        alpha = at;
      } else if (Bytes.startsWith(file, at, "VP8 ") || Bytes.startsWith(file, at, "VP8L")) {
        picture = at;
      }
    }
  }

  /** Where the chunk after the one at {@code at} starts, at most {@code end}. */
  private int next(int at, long end) throws BadImageException {
    long length = Bytes.le32(file, at + 4);
    if (at + 8 + length > end) {
      throw new BadImageException("WebP chunk of " + length + " bytes", "its data ends too early");
    }
    return (int) Math.min(end, at + 8 + length + (length & 1));
  }

  private Picture picture(PixelLimit limit) throws BadImageException {
    int content = picture + 8;
    int end = content + (int) Bytes.le32(file, picture + 4); // it was held against the file
    Picture decoded =
        Bytes.startsWith(file, picture, "VP8L")
            ? lossless(content, end, limit)
            : lossy(content, end, limit);
    return animated ? onCanvas(decoded) : decoded;
  }

  private Picture lossless(int content, int end, PixelLimit limit) throws BadImageException {
    long sizes = Bytes.le32(file, content + 1);
    int width = (int) (sizes & 0x3FFF) + 1;
    int height = (int) (sizes >> 14 & 0x3FFF) + 1;
    if (Bytes.u8(file, content) != 0x2F || sizes >> 29 != 0) {
      throw new BadImageException("WebP VP8L header", "its data is damaged");
    }
    limit.check("WebP", width, height);
    Picture.check(width, height, Integer.BYTES);
    int[] pixels = Vp8lDecoder.decode(file, content + 5, end, width, height);
    int channels = (sizes >> 28 & 1) == 1 ? 4 : 3;
    byte[] out = Picture.allocate(width, height, channels);
    for (int i = 0, to = 0; i < pixels.length; i++, to += channels) {
      out[to] = (byte) (pixels[i] >> 16);
      out[to + 1] = (byte) (pixels[i] >> 8);
      out[to + 2] = (byte) pixels[i];
      if (channels == 4) {
        out[to + 3] = (byte) (pixels[i] >> 24);
      }
    }
    return new Picture(width, height, channels, DType.UINT8, out);
  }

  private Picture lossy(int content, int end, PixelLimit limit) throws BadImageException {
    limit.check(
        "WebP", Bytes.le16(file, content + 6) & 0x3FFF, Bytes.le16(file, content + 8) & 0x3FFF);
    Vp8Header header = new Vp8Header(file, content, end);
    int width = header.width;
    int height = header.height;
    // Held against what is there before memory is taken: a block's modes take two bits at least.
    if ((width + 15L) / 16 * ((height + 15) / 16) > 4L * (end - content)) {
      throw new BadImageException(
          "WebP of " + width + " x " + height + " pixels",
          "its data ends too early: " + (end - content) + " bytes");
    }
    int channels = alpha == 0 ? 3 : 4;
    byte[] out = Picture.allocate(width, height, channels);
    Vp8Decoder frame = new Vp8Decoder(header);
    frame.decode();
    WebpColors.convert(frame, width, height, out, channels);
    if (channels == 4) {
      int alphaEnd = alpha + 8 + (int) Bytes.le32(file, alpha + 4);
      byte[] plane = WebpAlpha.decode(file, alpha + 8, alphaEnd, width, height);
      for (int i = 0; i < plane.length; i++) {
        out[4 * i + 3] = plane[i];
      }
    }
    return new Picture(width, height, channels, DType.UINT8, out);
  }

  private Picture onCanvas(Picture frame) throws BadImageException {
    if (frame.width() == canvasWidth && frame.height() == canvasHeight) {
      return frame;
    }
    if (left + frame.width() > canvasWidth || top + frame.height() > canvasHeight) {
      throw new BadImageException(
          "WebP frame of " + frame.width() + " x " + frame.height() + " pixels",
          "inside its canvas of " + canvasWidth + " x " + canvasHeight);
    }
    byte[] out = Picture.allocate(canvasWidth, canvasHeight, 4);
    int size = frame.channels();
    for (int y = 0; y < frame.height(); y++) {
      int to = ((top + y) * canvasWidth + left) * 4;
      int from = y * frame.width() * size;
      for (int x = 0; x < frame.width(); x++, to += 4, from += size) {
        out[to + 3] = (byte) 255;
        System.arraycopy(frame.samples(), from, out, to, size);
      }
    }
    return new Picture(canvasWidth, canvasHeight, 4, frame.dtype(), out);
  }
}
