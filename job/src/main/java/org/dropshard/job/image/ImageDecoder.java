package org.dropshard.job.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dropshard.job.image.bmp.BmpDecoder;
import org.dropshard.job.image.jpeg.JpegDecoder;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.job.image.webp.WebpDecoder;
import org.dropshard.tensor.Tensor;

/**
 * Picture files as tensors. The format is found in the first bytes, never in the name.
 *
 * <p>Rules that hold for every format:
 *
 * <ul>
 *   <li>Samples are those stored: color profiles, gamma and resolution are not looked at, as most
 *       training loaders do not.
 *   <li>1, 2 or 4 bits are scaled to 8 exactly (× 255, 85, 17). n bits become 8 as {@code 255 v /
 *       (2ⁿ − 1)} to the nearest, which of 16 is {@code (v + 128) / 257} rounded down. Signed and
 *       floating samples, and bands that are no colors, do not become 8 bits: they are read AS_IS
 *       or by number.
 *   <li>CMYK becomes RGB as {@code (255 − ink)(255 − K) / 255} to the nearest, in AS_IS too.
 *   <li>A stated orientation (Exif in JPEG, PNG and WebP, the tag in TIFF) is applied.
 *   <li>Of an animation the first picture is read; of a file of many pages that, or as {@link
 *       Pages} says.
 *   <li>A picture of which data is missing is refused.
 * </ul>
 */
public final class ImageDecoder {

  private static final List<String> EXTENSIONS =
      List.of(".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp");

  private ImageDecoder() {}

  /**
   * Decodes a picture.
   *
   * @param file the whole file; bytes after the picture's end are allowed
   * @param maxPixels the most pixels, width × height, in [1, 2⁶³); the header is held against it
   *     before memory is taken for the picture
   * @return a tensor of shape {@code (height, width, channels)}, HWC; uint8, or the file's type for
   *     AS_IS and bands by number
   * @throws BadImageException if the file is empty, not a picture of a known format, too large,
   *     incomplete, damaged, or of a variety that is not read
   * @throws IllegalArgumentException if {@code maxPixels} is less than 1
   */
  public static Tensor decode(byte[] file, Channels channels, long maxPixels)
      throws BadImageException {
    return PictureReader.open(file, PictureReader.Options.ofFirstPage(channels, maxPixels)).read(0);
  }

  /** The format of a file that is a picture. */
  static String known(byte[] file) throws BadImageException {
    if (file.length == 0) {
      throw new BadImageException("0 bytes", "a picture is not empty");
    }
    return format(file)
        .orElseThrow(
            () ->
                new BadImageException(
                    "starts with bytes "
                        + HexFormat.ofDelimiter(" ")
                            .formatHex(Arrays.copyOf(file, Math.min(8, file.length))),
                    "jpeg, png, gif, bmp, tiff and webp are read"));
  }

  /** Decodes a picture of a format other than TIFF. */
  static Picture picture(byte[] file, String format, Channels channels, PixelLimit limit)
      throws IOException, BadImageException {
    return switch (format) {
      case "jpeg" -> JpegDecoder.decode(file, limit);
      case "png" -> PngDecoder.decode(file, channels.equals(Channels.INDICES), limit);
      case "gif" -> GifDecoder.decode(file, limit);
      case "bmp" -> BmpDecoder.decode(file, limit);
      default -> WebpDecoder.decode(file, limit);
    };
  }

  /** What reads bytes that may be anything. */
  interface Decoding<T> {
    T run() throws IOException, BadImageException;
  }

  /** Runs it; whatever it throws for the bytes' sake becomes a {@link BadImageException}. */
  static <T> T guarded(byte[] file, String format, Decoding<T> decoding) throws BadImageException {
    try {
      return decoding.run();
    } catch (IndexOutOfBoundsException e) {
      throw new BadImageException(
          format + " of " + file.length + " bytes", "its data ends too early or is damaged", e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new BadImageException(
          format + " of " + file.length + " bytes", "its data is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * The format that a file's first bytes announce: {@code "jpeg"}, {@code "png"}, {@code "gif"},
   * {@code "bmp"}, {@code "tiff"} or {@code "webp"}. 26 bytes are enough.
   */
  public static Optional<String> format(byte[] header) {
    if (Bytes.startsWith(header, 0, "\u00FF\u00D8\u00FF")) {
      return Optional.of("jpeg");
    }
    if (Bytes.startsWith(header, 0, "\u0089PNG\r\n\u001A\n")) {
      return Optional.of("png");
    }
    if (Bytes.startsWith(header, 0, "GIF87a") || Bytes.startsWith(header, 0, "GIF89a")) {
      return Optional.of("gif");
    }
    if (Bytes.startsWith(header, 0, "BM") && BmpDecoder.plausible(header)) {
      return Optional.of("bmp");
    }
    if (Bytes.startsWith(header, 0, "II*\0")
        || Bytes.startsWith(header, 0, "MM\0*")
        || Bytes.startsWith(header, 0, "II+\0\b\0\0\0")
        || Bytes.startsWith(header, 0, "MM\0+\0\b\0\0")) {
      return Optional.of("tiff");
    }
    if (Bytes.startsWith(header, 0, "RIFF") && Bytes.startsWith(header, 8, "WEBPVP8")) {
      return Optional.of("webp");
    }
    return Optional.empty();
  }

  /** What names of pictures of these formats end with, in lower case. */
  public static List<String> extensions() {
    return EXTENSIONS;
  }

  /** Whether a path ends as pictures of these formats do: {@code .jpg}, {@code .PNG} … */
  public static boolean hasPictureExtension(String path) {
    return EXTENSIONS.stream().anyMatch(path.toLowerCase(Locale.ROOT)::endsWith);
  }
}
