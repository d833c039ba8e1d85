package org.dropshard.job.image.tiff;

import java.io.IOException;
import org.dropshard.job.image.jpeg.JpegDecoder;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.tensor.DType;

/** A page's samples as they are stored, interleaved and little-endian, of the layout's type. */
final class TiffSamples {

  private static final int JPEG_TABLES = 347;

  private final TiffLayout layout;
  private final byte[] file;
  private final PixelLimit limit;
  private final int sampleBytes;
  private final byte[] out;

  private TiffSamples(TiffLayout layout, byte[] file, PixelLimit limit) throws BadImageException {
    this.layout = layout;
    this.file = file;
    this.limit = limit;
    this.sampleBytes = layout.dtype().bytes();
    long pixelBytes = (long) layout.samples() * sampleBytes;
    this.out = Picture.allocate(layout.width(), layout.height(), (int) pixelBytes);
  }

  static byte[] read(TiffLayout layout, byte[] file, PixelLimit limit)
      throws IOException, BadImageException {
    TiffSamples samples = new TiffSamples(layout, file, limit);
    int planes = layout.planar() ? layout.samples() : 1;
    int chunk = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int row = 0; row < layout.chunksHigh(); row++) {
        for (int column = 0; column < layout.chunksWide(); column++) {
          samples.readChunk(
              chunk++, plane, column * layout.chunkWidth(), row * layout.chunkHeight());
        }
      }
    }
    return samples.out;
  }

  private void readChunk(int chunk, int plane, int left, int top)
      throws IOException, BadImageException {
    byte[] data = layout.chunk(chunk, file);
    if (layout.compression() == TiffCodec.JPEG) {
      copyJpeg(data, plane, left, top);
      return;
    }
    if (layout.reversed()) {
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (Integer.reverse(data[i]) >>> 24);
      }
    }
    int rows = layout.rows(chunk);
    int rowBytes = (int) layout.rowBytes(chunk); // fits: checked against the file and its ratio
    byte[] bytes = Picture.allocate(1, rows, rowBytes);
    if (TiffCodec.isFax(layout.compression())) {
      long options = layout.directory().value(292, 0);
      CcittFax.decode(data, layout.compression(), options, layout.columns(chunk), rows, bytes);
    } else {
      TiffCodec.decode(layout.compression(), data, bytes);
    }
    boolean bigEndian = layout.directory().bigEndian();
    if (layout.predictor() > 1) {
      TiffPredictor predictor =
          new TiffPredictor(layout.predictor(), layout.bits() / 8, layout.interleaved(), bigEndian);
      for (int row = 0; row < rows; row++) {
        predictor.undo(bytes, row * rowBytes, rowBytes);
      }
      bigEndian &= layout.predictor() != 3;
    }
    if (layout.blocks()) {
      copyBlocks(bytes, rowBytes, left, top);
    } else {
      copyRows(bytes, chunk, plane, left, top, bigEndian);
    }
  }

  /** Tables may stand in a tag of their own; what follows then needs none. */
  private void copyJpeg(byte[] data, int plane, int left, int top) throws BadImageException {
    byte[] tables = layout.directory().bytes(JPEG_TABLES);
    boolean convert = layout.photometric() == TiffLayout.YCBCR && !layout.planar();
    Picture picture = JpegDecoder.decodeStored(tables, data, convert, limit);
    int bands = layout.interleaved();
    int columns = Math.min(layout.chunkWidth(), layout.width() - left);
    int rows = Math.min(layout.chunkHeight(), layout.height() - top);
    if (picture.channels() != bands || picture.width() < columns || picture.height() < rows) {
      throw new BadImageException(
          "TIFF of JPEG of "
              + picture.width()
              + " x "
              + picture.height()
              + " x "
              + picture.channels(),
          columns + " x " + rows + " x " + bands + " needed");
    }
    for (int y = 0; y < rows; y++) {
      int from = y * picture.width() * bands;
      int to = ((top + y) * layout.width() + left) * layout.samples() + plane;
      if (!layout.planar()) {
        System.arraycopy(picture.samples(), from, out, to, columns * bands);
      } else {
        for (int x = 0; x < columns; x++, to += layout.samples()) {
          out[to] = picture.samples()[from + x];
        }
      }
    }
  }

  /** Blocks of luma with the chroma that they share, each repeated for all of its pixels. */
  private void copyBlocks(byte[] bytes, int rowBytes, int left, int top) {
    int across = layout.across();
    int down = layout.down();
    int size = across * down + 2;
    int columns = Math.min(layout.chunkWidth(), layout.width() - left);
    int rows = Math.min(layout.chunkHeight(), layout.height() - top);
    for (int y = 0; y < rows; y++) {
      int to = ((top + y) * layout.width() + left) * 3;
      for (int x = 0; x < columns; x++) {
        int block = y / down * rowBytes + x / across * size;
        out[to++] = bytes[block + y % down * across + x % across];
        out[to++] = bytes[block + size - 2];
        out[to++] = bytes[block + size - 1];
      }
    }
  }

  private void copyRows(byte[] bytes, int chunk, int plane, int left, int top, boolean bigEndian) {
    int width = layout.width();
    int samples = layout.samples();
    int bands = layout.interleaved();
    boolean thin = plane > 0 && (layout.across() > 1 || layout.down() > 1);
    int rowBytes = (int) layout.rowBytes(chunk);
    int columns = Math.min(layout.chunkWidth(), width - left);
    int rows = Math.min(layout.chunkHeight(), layout.height() - top);
    for (int y = 0; y < rows; y++) {
      int from = (thin ? y / layout.down() : y) * rowBytes;
      int to = (((top + y) * width + left) * samples + plane) * sampleBytes;
      if (bands == samples && layout.bits() == 8 && sampleBytes == 1) {
        System.arraycopy(bytes, from, out, to, columns * bands);
        continue;
      }
      for (int x = 0; x < columns; x++, to += (samples - bands) * sampleBytes) {
        for (int band = 0; band < bands; band++, to += sampleBytes) {
          copySample(bytes, from, (thin ? x / layout.across() : x) * bands + band, to, bigEndian);
        }
      }
    }
  }

  /** The {@code index}-th sample of a row that starts at {@code from}. */
  private void copySample(byte[] bytes, int from, int index, int to, boolean bigEndian) {
    int bits = layout.bits();
    long value = 0;
    if (bits % 8 == 0) {
      int size = bits / 8;
      int at = from + index * size;
      for (int i = 0; i < size; i++) {
        value = value << 8 | bytes[bigEndian ? at + i : at + size - 1 - i] & 0xFF;
      }
      if (layout.format() == TiffLayout.SIGNED) {
        value = value << 64 - bits >> 64 - bits;
      }
    } else {
      long bit = (long) index * bits;
      for (int i = 0; i < bits; i++, bit++) {
        value = value << 1 | bytes[from + (int) (bit >> 3)] >> (7 - (int) (bit & 7)) & 1;
      }
    }
    if (layout.dtype() == DType.FLOAT64 && layout.format() != TiffLayout.FLOATING) {
      value = Double.doubleToRawLongBits(value);
    }
    for (int i = 0; i < sampleBytes; i++) {
      out[to + i] = (byte) (value >> 8 * i);
    }
  }
}
