package org.dropshard.job.image;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.job.image.picture.TiffDirectory;
import org.dropshard.job.image.tiff.BandNames;
import org.dropshard.job.image.tiff.TiffDecoder;
import org.dropshard.tensor.Tensor;

/** A picture file and the tensors that its pages make; files other than TIFF have one page. */
public final class PictureReader {

  private final byte[] file;
  private final String format;
  private final List<TiffDirectory> directories;
  private final Channels channels;
  private final PixelLimit limit;
  private final Pages pages;

  /**
   * How pictures are read.
   *
   * @param channels what they become
   * @param pages which pages of TIFF are read
   * @param maxPixels the most pixels of a tensor, width × height, of a stack × pages
   */
  public record Options(Channels channels, Pages pages, long maxPixels) implements Serializable {
    static Options ofFirstPage(Channels channels, long maxPixels) {
      return new Options(channels, Pages.FIRST, maxPixels);
    }

    /** The same for pictures that are tensors as they stand. */
    public Options asIs() {
      return ofFirstPage(Channels.AS_IS, maxPixels);
    }

    /** The same for pictures whose colors of a palette are read as its numbers. */
    public Options indices() {
      return ofFirstPage(Channels.INDICES, maxPixels);
    }
  }

  private PictureReader(byte[] file, Options options) throws BadImageException {
    this.limit = new PixelLimit(options.maxPixels);
    this.file = file;
    this.format = ImageDecoder.known(file);
    this.channels = options.channels;
    this.pages = options.pages;
    this.directories =
        format.equals("tiff")
            ? ImageDecoder.guarded(file, format, () -> TiffDecoder.pages(file))
            : List.of();
  }

  /**
   * Looks at a file.
   *
   * @throws BadImageException if it is no picture, or damaged
   * @throws IllegalArgumentException if {@code maxPixels} is less than 1
   */
  public static PictureReader open(byte[] file, Options options) throws BadImageException {
    return new PictureReader(file, options);
  }

  /** How many pages there are, at least 1. */
  public int pages() {
    return Math.max(1, directories.size());
  }

  /** How many pictures the file holds: its pages, or the frames of an animation. */
  public int pictures() {
    return directories.isEmpty() ? Frames.count(file, format) : directories.size();
  }

  /** How many tensors they make: 1, or as many as there are pages where each is one. */
  public int size() {
    return pages == Pages.EACH ? pages() : 1;
  }

  /** The value that stands for no data, as GDAL states it in the first page. */
  public Optional<String> nodata() {
    return directories.stream().findFirst().flatMap(TiffDecoder::nodata);
  }

  /** What the channels are called, where the file says it of bands that are taken as they are. */
  public List<String> channelNames() {
    boolean bands = channels.areStored() || !channels.bands().isEmpty();
    if (directories.isEmpty() || !bands || pages == Pages.STACK && pages() > 1) {
      return List.of();
    }
    List<String> names = BandNames.of(directories.get(0));
    return channels.bands().isEmpty() || names.isEmpty()
        ? names
        : channels.bands().stream()
            .map(band -> band <= names.size() ? names.get(band - 1) : Integer.toString(band - 1))
            .toList();
  }

  /**
   * Decodes the {@code index}-th tensor.
   *
   * @throws BadImageException if it is not whole, too large, or of a variety that is not read; of a
   *     stack, if pages differ in size or type
   */
  public Tensor read(int index) throws BadImageException {
    if (pages != Pages.STACK || pages() == 1) {
      return ChannelConversion.toTensor(page(index), channels);
    }
    List<Picture> parts = new ArrayList<>();
    for (int i = 0; i < pages(); i++) {
      Picture page = page(i);
      limit.check("TIFF stack", page.width(), (long) page.height() * pages());
      boolean convert = !channels.areStored() && channels.bands().isEmpty();
      parts.add(convert ? ChannelConversion.toPicture(page, channels) : page);
    }
    Picture stack = stack(parts);
    Channels left = channels.bands().isEmpty() ? Channels.AS_IS : channels;
    return ChannelConversion.toTensor(stack, left);
  }

  private Picture page(int index) throws BadImageException {
    return ImageDecoder.guarded(
        file,
        format,
        () ->
            directories.isEmpty()
                ? ImageDecoder.picture(file, format, channels, limit)
                : TiffDecoder.decode(file, directories.get(index), limit));
  }

  private static Picture stack(List<Picture> parts) throws BadImageException {
    Picture first = parts.get(0);
    int channels = 0;
    for (Picture part : parts) {
      if (part.width() != first.width()
          || part.height() != first.height()
          || part.dtype() != first.dtype()) {
        throw new BadImageException(
            "TIFF pages of "
                + first.width()
                + " x "
                + first.height()
                + " "
                + first.dtype().label()
                + " and "
                + part.width()
                + " x "
                + part.height()
                + " "
                + part.dtype().label(),
            "a stack is of one size and type");
      }
      channels += part.channels();
    }
    int size = first.dtype().bytes();
    byte[] out = Picture.allocate(first.width(), first.height(), channels * size);
    int left = 0;
    for (Picture part : parts) {
      int pixel = part.channels() * size;
      for (int from = 0, to = left;
          from < part.samples().length;
          from += pixel, to += channels * size) {
        System.arraycopy(part.samples(), from, out, to, pixel);
      }
      left += pixel;
    }
    return new Picture(
        first.width(), first.height(), channels, first.dtype(), out, 0, -1, first.bits());
  }
}
