package org.dropshard.job.image;

import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.io.IOException;
import javax.imageio.spi.ImageReaderSpi;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Orientation;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.job.image.picture.TiffDirectory;

/**
 * The first page of a TIFF or BigTIFF file, by TwelveMonkeys: strips and tiles, 1 to 16 unsigned
 * bits a sample, with its usual compressions. JPEG inside TIFF is not read: the reader would leave
 * it to the JVM's own library, whose samples differ from JVM to JVM.
 */
final class TiffDecoder {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES = 277;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int SAMPLE_FORMAT = 339;

  private TiffDecoder() {}

  static Picture decode(byte[] file, PixelLimit limit) throws IOException, BadImageException {
    TiffDirectory directory = TiffDirectory.read(file, 0, file.length);
    limit.check("TIFF", directory.value(WIDTH, 0), directory.value(HEIGHT, 0));
    checkKind(directory);
    if (directory.has(TILE_WIDTH)) {
      checkTiles(directory);
      checkData(file, directory.values(TILE_OFFSETS), directory.values(TILE_BYTES));
    } else {
      checkData(file, directory.values(STRIP_OFFSETS), directory.values(STRIP_BYTES));
    }
    boolean big = file[2] == 43 || file[3] == 43;
    ImageReaderSpi provider = big ? new BigTIFFImageReaderSpi() : new TIFFImageReaderSpi();
    boolean gray = directory.value(PHOTOMETRIC, 1) <= 1;
    Picture picture =
        RasterSamples.of("TIFF", PluginReader.read(provider, "TIFF", new MemoryStream(file)), gray);
    return Orientation.apply(
        picture, Orientation.valid(directory.value(Orientation.TAG, Orientation.UPRIGHT)));
  }

  private static void checkKind(TiffDirectory directory) throws BadImageException {
    long samples = directory.value(SAMPLES, 1);
    long compression = directory.value(COMPRESSION, 1);
    long format = directory.value(SAMPLE_FORMAT, 1);
    for (long bits : directory.values(BITS)) {
      if (bits < 1 || bits > 16) {
        throw new BadImageException("TIFF of " + bits + " bits a sample", "in [1, 16]");
      }
    }
    if (samples < 1 || samples > 5) {
      throw new BadImageException("TIFF of " + samples + " samples a pixel", "in [1, 5]");
    }
    if (format != 1 && format != 4) {
      throw new BadImageException("TIFF of sample format " + format, "unsigned integers are read");
    }
    if (compression == 6 || compression == 7) {
      throw new BadImageException("TIFF of compression " + compression, "JPEG inside is not read");
    }
  }

  /** A tile may reach over the picture, but not so far that it costs memory of its own. */
  private static void checkTiles(TiffDirectory directory) throws BadImageException {
    long width = directory.value(TILE_WIDTH, 0);
    long height = directory.value(TILE_HEIGHT, 0);
    long mostWidth = Math.max(1024, directory.value(WIDTH, 0) + 1024);
    long mostHeight = Math.max(1024, directory.value(HEIGHT, 0) + 1024);
    if (width < 1 || height < 1 || width > mostWidth || height > mostHeight) {
      throw new BadImageException(
          "TIFF tile of " + width + " x " + height + " pixels",
          "at most " + mostWidth + " x " + mostHeight);
    }
  }

  private static void checkData(byte[] file, long[] offsets, long[] lengths)
      throws BadImageException {
    if (offsets.length == 0 || lengths.length != offsets.length) {
      throw new BadImageException(
          "TIFF of " + offsets.length + " offsets and " + lengths.length + " lengths of data",
          "as many, at least 1");
    }
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] < 0 || lengths[i] < 0 || offsets[i] > file.length - lengths[i]) {
        throw new BadImageException(
            "TIFF of " + file.length + " bytes",
            "its data ends too early: " + lengths[i] + " bytes at " + offsets[i] + " needed");
      }
    }
  }
}
