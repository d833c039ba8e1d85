package org.dropshard.job.image.tiff;

import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.job.image.picture.TiffDirectory;
import org.dropshard.tensor.DType;

/**
 * How a page's samples are stored, as its tags say, held against the file.
 *
 * @param samples channels a pixel, in [1, 65535]
 * @param bits of a sample, in [1, 64]
 * @param format 1 unsigned, 2 signed, 3 floating
 * @param planar whether each channel has strips or tiles of its own
 * @param chunkWidth of a strip or tile, before chroma is thinned out
 * @param chunkHeight likewise
 * @param offsets of strips or tiles, a plane after the other, rows from the top
 * @param lengths their bytes in the file; none: it is not stated
 * @param across of YCbCr, pixels that share chroma in a row; else 1
 * @param down likewise in a column
 */
record TiffLayout(
    TiffDirectory directory,
    int width,
    int height,
    int samples,
    int bits,
    int format,
    int compression,
    int photometric,
    boolean planar,
    int predictor,
    boolean reversed,
    boolean tiled,
    int chunkWidth,
    int chunkHeight,
    long[] offsets,
    long[] lengths,
    int across,
    int down) {

  static final int WHITE_IS_ZERO = 0;
  static final int BLACK_IS_ZERO = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int MASK = 4;
  static final int SEPARATED = 5;
  static final int YCBCR = 6;

  static final int UNSIGNED = 1;
  static final int SIGNED = 2;
  static final int FLOATING = 3;

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int FILL_ORDER = 266;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES = 277;
  private static final int STRIP_ROWS = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANAR = 284;
  private static final int PREDICTOR = 317;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int SAMPLE_FORMAT = 339;
  private static final int SUBSAMPLING = 530;

  static TiffLayout of(TiffDirectory tags, byte[] file, PixelLimit limit) throws BadImageException {
    limit.check("TIFF", tags.value(WIDTH, 0), tags.value(HEIGHT, 0));
    int width = (int) tags.value(WIDTH, 0);
    int height = (int) tags.value(HEIGHT, 0);
    int samples = (int) tags.value(SAMPLES, Math.max(1, tags.values(BITS).length));
    if (samples < 1 || samples > 65535) {
      throw new BadImageException("TIFF of " + samples + " samples a pixel", "in [1, 65535]");
    }
    int bits = same(tags, BITS, "bits a sample", 1);
    int format = same(tags, SAMPLE_FORMAT, "sample format", UNSIGNED);
    if (format == 4) {
      format = UNSIGNED; // of a type that is not known
    }
    int compression = (int) tags.value(COMPRESSION, TiffCodec.NONE);
    int guess = samples == 3 || samples == 4 ? RGB : BLACK_IS_ZERO;
    int photometric = (int) tags.value(PHOTOMETRIC, guess);
    boolean planar = tags.value(PLANAR, 1) == 2 && samples > 1;
    boolean thinned = photometric == YCBCR && compression != TiffCodec.JPEG;
    int across = thinned ? (int) tags.value(SUBSAMPLING, 2) : 1;
    long[] both = tags.values(SUBSAMPLING);
    int down = !thinned ? 1 : both.length > 1 ? (int) both[1] : across;
    boolean tiled = tags.has(TILE_WIDTH);
    long chunkWidth = tiled ? tags.value(TILE_WIDTH, 0) : width;
    long rows = tags.value(STRIP_ROWS, height);
    long chunkHeight =
        tiled ? tags.value(TILE_HEIGHT, 0) : rows < 0 ? height : Math.min(rows, height);
    // A tile may reach over the picture, but not so far that it costs memory of its own.
    if (chunkWidth < 1
        || chunkHeight < 1
        || chunkWidth > width + 1024L
        || chunkHeight > height + 1024L) {
      throw new BadImageException(
          "TIFF tile of " + chunkWidth + " x " + chunkHeight + " pixels",
          "at most " + (width + 1024L) + " x " + (height + 1024L));
    }
    TiffLayout layout =
        new TiffLayout(
            tags,
            width,
            height,
            samples,
            bits,
            format,
            compression,
            photometric,
            planar,
            (int) tags.value(PREDICTOR, 1),
            tags.value(FILL_ORDER, 1) == 2,
            tiled,
            (int) chunkWidth,
            (int) chunkHeight,
            tags.values(tiled ? TILE_OFFSETS : STRIP_OFFSETS),
            tags.values(tiled ? TILE_BYTES : STRIP_BYTES),
            across,
            down);
    layout.checkKind();
    layout.checkPlaces(file);
    return layout;
  }

  private static int same(TiffDirectory tags, int tag, String name, int absent)
      throws BadImageException {
    long first = tags.value(tag, absent);
    for (long value : tags.values(tag)) {
      if (value != first) {
        throw new BadImageException(
            "TIFF of " + first + " and " + value + " " + name, "the same of all samples");
      }
    }
    return (int) first;
  }

  private void checkKind() throws BadImageException {
    boolean read =
        switch (format) {
          case UNSIGNED -> bits >= 1 && bits <= 32;
          case SIGNED -> bits == 8 || bits == 16 || bits == 32;
          case FLOATING -> bits == 16 || bits == 32 || bits == 64;
          default -> false;
        };
    if (!read) {
      throw new BadImageException(
          "TIFF of " + bits + " bits a sample, format " + format,
          "unsigned of 1 to 32 bits, signed of 8, 16 and 32, floating of 16, 32 and 64 are read");
    }
    boolean differences = predictor == 2 && bits % 8 == 0 && bits != 24;
    if (predictor != 1 && !differences && !(predictor == 3 && format == FLOATING)) {
      throw new BadImageException(
          "TIFF predictor " + predictor + " of " + bits + " bits, format " + format,
          "2 of 8, 16, 32 and 64 bits and 3 of floating ones are read");
    }
    if (TiffCodec.isFax(compression) && (bits != 1 || samples > 1 && !planar)
        || compression == TiffCodec.JPEG && bits != 8) {
      throw new BadImageException(
          "TIFF of compression " + compression + ", " + samples + " samples of " + bits + " bits",
          "one bit for CCITT, 8 for JPEG");
    }
    if ((across != 1 || down != 1)
        && (bits != 8 || samples != 3 || !factor(across) || !factor(down))) {
      throw new BadImageException(
          "TIFF of chroma thinned " + across + " x " + down,
          "1, 2 or 4 of three samples of 8 bits");
    }
  }

  private static boolean factor(int value) {
    return value == 1 || value == 2 || value == 4;
  }

  /** Holds the data's places against the file; a length that is not stated reaches to its end. */
  private void checkPlaces(byte[] file) throws BadImageException {
    int chunks = chunks();
    if (offsets.length < chunks || lengths.length < chunks && (lengths.length > 0 || chunks > 1)) {
      throw new BadImageException(
          "TIFF of " + offsets.length + " offsets and " + lengths.length + " lengths of data",
          "its data ends too early: " + chunks + " needed");
    }
    for (int i = 0; i < chunks; i++) {
      long length = length(i, file);
      if (offsets[i] < 0 || length < 0 || offsets[i] > file.length - length) {
        throw new BadImageException(
            "TIFF of " + file.length + " bytes",
            "its data ends too early: " + length + " bytes at " + offsets[i] + " needed");
      }
      int rows = rows(i);
      if (rowBytes(i) > Integer.MAX_VALUE
          || !TiffCodec.plausible(compression, length, rows, rowBytes(i))) {
        throw new BadImageException(
            "TIFF strip or tile of " + length + " bytes",
            "its data ends too early: " + rows + " rows of " + rowBytes(i) + " bytes needed");
      }
    }
  }

  private long length(int chunk, byte[] file) {
    return lengths.length == 0 ? file.length - offsets[0] : lengths[chunk];
  }

  /** The bytes of a strip or tile. */
  byte[] chunk(int chunk, byte[] file) {
    int from = (int) offsets[chunk];
    return Arrays.copyOfRange(file, from, from + (int) length(chunk, file));
  }

  int chunksWide() {
    return (int) ((width + (long) chunkWidth - 1) / chunkWidth);
  }

  int chunksHigh() {
    return (int) ((height + (long) chunkHeight - 1) / chunkHeight);
  }

  private int chunks() throws BadImageException {
    long chunks = (long) chunksWide() * chunksHigh() * (planar ? samples : 1);
    if (chunks > Integer.MAX_VALUE) {
      throw new BadImageException(
          "TIFF of " + chunks + " strips or tiles", "its data ends too early");
    }
    return (int) chunks;
  }

  /** Whether a strip or tile is of chroma that is thinned out. */
  private boolean thin(int chunk) {
    return planar && chunk / (chunksWide() * chunksHigh()) % samples > 0;
  }

  /** Pixels, or places of chroma, in a row of a strip or tile. */
  int columns(int chunk) {
    int factor = thin(chunk) ? across : 1;
    return (chunkWidth + factor - 1) / factor;
  }

  /** Rows that a strip or tile has: a last strip may be shorter. */
  int rows(int chunk) {
    int top = chunk % (chunksWide() * chunksHigh()) / chunksWide() * chunkHeight;
    int rows = tiled ? chunkHeight : Math.min(chunkHeight, height - top);
    int factor = thin(chunk) || blocks() ? down : 1;
    return (rows + factor - 1) / factor;
  }

  /** Whether pixels stand in blocks, luma first, with the chroma that they share behind it. */
  boolean blocks() {
    return !planar && (across > 1 || down > 1);
  }

  /** Samples that follow each other for a pixel. */
  int interleaved() {
    return planar ? 1 : samples;
  }

  /** Bytes of a row, or of a row of blocks, once it is not compressed. */
  long rowBytes(int chunk) {
    if (blocks()) {
      return (chunkWidth + across - 1L) / across * (across * down + 2L);
    }
    return ((long) columns(chunk) * interleaved() * bits + 7) / 8;
  }

  /** The type that holds each sample exactly. */
  DType dtype() {
    return switch (format) {
      case FLOATING -> bits == 16 ? DType.FLOAT16 : bits == 32 ? DType.FLOAT32 : DType.FLOAT64;
      case SIGNED -> bits == 32 ? DType.INT32 : DType.INT16;
      default ->
          bits <= 8
              ? DType.UINT8
              : bits <= 16 ? DType.UINT16 : bits < 32 ? DType.INT32 : DType.FLOAT64;
    };
  }
}
