package org.dropshard.job.image;

import java.util.List;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/** Pictures in the channels that were asked for; the arithmetic is {@link Channels}'s. */
final class ChannelConversion {

  private ChannelConversion() {}

  /**
   * @throws BadImageException if there is no such band, or if bands that are no colors, signed or
   *     floating samples are asked for as colors of 8 bits
   */
  static Tensor toTensor(Picture picture, Channels channels) throws BadImageException {
    if (channels.areStored()) {
      return tensor(picture, picture.channels(), picture.dtype(), picture.samples());
    }
    if (!channels.bands().isEmpty()) {
      return pick(picture, channels.bands());
    }
    Picture converted = toPicture(picture, channels);
    return tensor(converted, converted.channels(), DType.UINT8, converted.samples());
  }

  /** Converts to gray, RGB or RGBA of 8 bits. */
  static Picture toPicture(Picture picture, Channels channels) throws BadImageException {
    if (picture.colors() == 0) {
      throw new BadImageException(
          picture.channels() + " bands that are no colors",
          "--channels as-is keeps them, --channels 3,2,1 picks some");
    }
    int wanted = channels.equals(Channels.GRAY) ? 1 : channels.equals(Channels.RGB) ? 3 : 4;
    byte[] samples = toUint8(picture);
    if (wanted != picture.channels()) {
      samples = convert(picture, samples, wanted);
    }
    return new Picture(picture.width(), picture.height(), wanted, DType.UINT8, samples);
  }

  private static Tensor tensor(Picture picture, int channels, DType dtype, byte[] samples) {
    return new Tensor(dtype, new int[] {picture.height(), picture.width(), channels}, samples, 0);
  }

  private static Tensor pick(Picture picture, List<Integer> bands) throws BadImageException {
    int size = picture.dtype().bytes();
    int pixel = picture.channels() * size;
    byte[] in = picture.samples();
    byte[] out = Picture.allocate(picture.width(), picture.height(), bands.size() * size);
    int to = 0;
    for (int band : bands) {
      if (band > picture.channels()) {
        throw new BadImageException(
            "band " + band, "the file has " + picture.channels() + " bands, numbered from 1");
      }
    }
    for (int at = 0; at < in.length; at += pixel) {
      for (int band : bands) {
        for (int from = at + (band - 1) * size, end = from + size; from < end; from++) {
          out[to++] = in[from];
        }
      }
    }
    return tensor(picture, bands.size(), picture.dtype(), out);
  }

  /** Samples of n bits as 255 v / (2ⁿ − 1) to the nearest. */
  private static byte[] toUint8(Picture picture) throws BadImageException {
    byte[] samples = picture.samples();
    int bits = picture.bits();
    DType dtype = picture.dtype();
    if (dtype == DType.UINT8 && bits == 8) {
      return samples;
    }
    boolean unsigned = dtype == DType.UINT8 || dtype == DType.UINT16 || bits != 8 * dtype.bytes();
    if (!unsigned || dtype == DType.INT16) {
      throw new BadImageException(
          "samples of " + bits + " bits, signed or floating", "--channels as-is keeps them");
    }
    int size = dtype.bytes();
    long most = (1L << bits) - 1;
    byte[] out = new byte[samples.length / size];
    for (int i = 0; i < out.length; i++) {
      long value =
          size == 1
              ? Bytes.u8(samples, i)
              : size == 2
                  ? Bytes.le16(samples, 2 * i)
                  : size == 4 ? Bytes.le32(samples, 4 * i) : unsigned32(samples, 8 * i);
      out[i] = (byte) ((255 * value + most / 2) / most);
    }
    return out;
  }

  private static long unsigned32(byte[] samples, int at) {
    return (long)
        Double.longBitsToDouble(Bytes.le32(samples, at) | Bytes.le32(samples, at + 4) << 32);
  }

  private static byte[] convert(Picture picture, byte[] in, int wanted) throws BadImageException {
    int pixels = picture.width() * picture.height(); // fits: in holds at least as many bytes
    int step = picture.channels();
    byte[] out = Picture.allocate(picture.width(), picture.height(), wanted);
    // Where green and blue are; where red is for gray.
    int green = picture.colors() == 1 ? 0 : 1;
    int blue = picture.colors() == 1 ? 0 : 2;
    if (wanted == 1) {
      for (int i = 0, at = 0; i < pixels; i++, at += step) {
        int r = in[at] & 0xFF;
        int g = in[at + green] & 0xFF;
        int b = in[at + blue] & 0xFF;
        // The weights add up to 65536: gray stays what it is.
        out[i] = (byte) ((19595 * r + 38470 * g + 7471 * b + 32768) >> 16);
      }
      return out;
    }
    int alpha = picture.alpha();
    for (int i = 0, at = 0, to = 0; i < pixels; i++, at += step, to += wanted) {
      out[to] = in[at];
      out[to + 1] = in[at + green];
      out[to + 2] = in[at + blue];
      if (wanted == 4) {
        out[to + 3] = alpha < 0 ? (byte) 255 : in[at + alpha];
      }
    }
    return out;
  }
}
