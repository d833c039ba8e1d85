package org.dropshard.job.image.tiff;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Orientation;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.job.image.picture.TiffDirectory;

/**
 * TIFF and BigTIFF, GeoTIFF among them: strips and tiles, chunky and planar; unsigned samples of 1
 * to 32 bits, signed of 8, 16 and 32, floating of 16, 32 and 64; stored plain or by CCITT, LZW,
 * Deflate, PackBits, zstd or JPEG; with predictors 2 and 3.
 *
 * <p>A type has room for each value: signed 8 bits become int16, unsigned of 17 to 31 bits int32,
 * of 32 bits float64. Samples of 1, 2 and 4 bits become 8 (× 255, 85, 17), others keep their
 * values. White that is 0 is turned where samples are unsigned. Colors under alpha stay as stored,
 * whether it is associated or not; an extra sample that no tag calls alpha is none, but for the
 * last of two or four samples in a file without that tag. YCbCr becomes RGB, but stays as stored in
 * planes of its own, as Pillow and tifffile leave it.
 *
 * <p>Refused are the JPEG of before 1995 (compression 6), and what is not named above.
 */
public final class TiffDecoder {

  private static final int PHOTOMETRIC = 262;
  private static final int SUBFILE = 254;
  private static final int OLD_SUBFILE = 255;
  private static final int NODATA = 42113;

  private TiffDecoder() {}

  /**
   * The pages of a file: its directories without thumbnails, overviews and masks; all of them if
   * there are no others.
   *
   * @throws BadImageException if a directory is not whole
   */
  public static List<TiffDirectory> pages(byte[] file) throws BadImageException {
    List<TiffDirectory> all = TiffDirectory.readAll(file);
    List<TiffDirectory> pages = all.stream().filter(TiffDecoder::isPage).toList();
    return pages.isEmpty() ? all : pages;
  }

  private static boolean isPage(TiffDirectory directory) {
    long kind = directory.value(SUBFILE, 0);
    return (kind & 0b101) == 0
        && directory.value(OLD_SUBFILE, 1) != 2
        && directory.value(PHOTOMETRIC, TiffLayout.BLACK_IS_ZERO) != TiffLayout.MASK;
  }

  /** Decodes one of {@link #pages}, upright. */
  public static Picture decode(byte[] file, TiffDirectory page, PixelLimit limit)
      throws IOException, BadImageException {
    TiffLayout layout = TiffLayout.of(page, file, limit);
    Picture picture = TiffColors.picture(layout, TiffSamples.read(layout, file, limit));
    return Orientation.apply(
        picture, Orientation.valid(page.value(Orientation.TAG, Orientation.UPRIGHT)));
  }

  /** The value that stands for no data, as GDAL states it: {@code "-9999"}, {@code "nan"} … */
  public static Optional<String> nodata(TiffDirectory page) {
    return page.text(NODATA).map(String::strip).filter(text -> !text.isEmpty());
  }
}
