package org.dropshard.job.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Orientation;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;

/**
 * WebP, lossy, lossless and with alpha, by TwelveMonkeys. The reader is given the picture's own
 * chunks and no others. Of an animation it is the first frame, laid on a transparent black canvas.
 *
 * <p>Lossless pictures are exact. Lossy ones are not quite those of libwebp: on twelve photographs
 * of quality 50 and 80, gray is off by 0.1 of 255 on average and color by 0.7, as chroma is not
 * interpolated. Uncompressed alpha is not read.
 */
final class WebpDecoder {

  // The reader fetches 64 bits, and takes zeros for what is missing: more than that is refused.
  private static final int LOOKAHEAD = 8;

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

  static Picture decode(byte[] file, PixelLimit limit) throws IOException, BadImageException {
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

  private Picture picture(PixelLimit limit) throws IOException, BadImageException {
    boolean lossless = Bytes.startsWith(file, picture, "VP8L");
    int width;
    int height;
    if (lossless) {
      long sizes = Bytes.le32(file, picture + 9);
      width = (int) (sizes & 0x3FFF) + 1;
      height = (int) (sizes >> 14 & 0x3FFF) + 1;
    } else {
      long first = Bytes.le24(file, picture + 8) >> 5; // the first partition's bytes
      if (first + 10 > Bytes.le32(file, picture + 4)) {
        throw new BadImageException("WebP partition of " + first, "its data ends too early");
      }
      width = Bytes.le16(file, picture + 14) & 0x3FFF;
      height = Bytes.le16(file, picture + 16) & 0x3FFF;
    }
    limit.check("WebP", width, height);
    boolean withAlpha = alpha != 0 && !lossless;
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    if (withAlpha) {
      byte[] header = {'V', 'P', '8', 'X', 10, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      put24(header, 12, width - 1);
      put24(header, 15, height - 1);
      chunks.writeBytes(header);
      copyChunk(alpha, chunks);
    }
    copyChunk(picture, chunks);
    byte[] plain = new byte[12 + chunks.size()];
    System.arraycopy(file, 0, plain, 0, 12);
    put24(plain, 4, 4 + chunks.size());
    plain[7] = (byte) ((4 + chunks.size()) >> 24);
    System.arraycopy(chunks.toByteArray(), 0, plain, 12, chunks.size());
    MemoryStream stream = new MemoryStream(plain, LOOKAHEAD);
    Picture decoded =
        RasterSamples.of(
            "WebP", PluginReader.read(new WebPImageReaderSpi(), "WebP", stream), false);
    return animated ? onCanvas(decoded) : decoded;
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

  private void copyChunk(int at, ByteArrayOutputStream out) {
    int length = (int) Bytes.le32(file, at + 4); // it was held against the file
    out.write(file, at, 8 + length);
    if ((length & 1) == 1) {
      out.write(0);
    }
  }

  private static void put24(byte[] data, int at, int value) {
    data[at] = (byte) value;
    data[at + 1] = (byte) (value >> 8);
    data[at + 2] = (byte) (value >> 16);
  }
}
