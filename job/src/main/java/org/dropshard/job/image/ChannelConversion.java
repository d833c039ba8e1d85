package org.dropshard.job.image;

import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/** Pictures in the channels that were asked for; the arithmetic is {@link Channels}'s. */
final class ChannelConversion {

  private ChannelConversion() {}

  static Tensor toTensor(Picture picture, Channels channels) throws BadImageException {
    if (channels == Channels.AS_IS) {
      return tensor(picture, picture.channels(), picture.dtype(), picture.samples());
    }
    int wanted =
        switch (channels) {
          case GRAY -> 1;
          case RGB -> 3;
          default -> 4;
        };
    byte[] samples = picture.samples();
    if (picture.dtype() == DType.UINT16) {
      samples = toUint8(samples);
    }
    if (wanted != picture.channels()) {
      samples = convert(picture, samples, wanted);
    }
    return tensor(picture, wanted, DType.UINT8, samples);
  }

  private static Tensor tensor(Picture picture, int channels, DType dtype, byte[] samples) {
    return new Tensor(dtype, new int[] {picture.height(), picture.width(), channels}, samples, 0);
  }

  private static byte[] toUint8(byte[] samples) {
    byte[] out = new byte[samples.length / 2];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) ((Bytes.le16(samples, 2 * i) + 128) / 257);
    }
    return out;
  }

  private static byte[] convert(Picture picture, byte[] in, int wanted) throws BadImageException {
    int pixels = picture.width() * picture.height(); // fits: in holds at least as many bytes
    int step = picture.channels();
    byte[] out = Picture.allocate(picture.width(), picture.height(), wanted);
    // Where red, green and blue are; all the same for gray.
    int green = step < 3 ? 0 : 1;
    int blue = step < 3 ? 0 : 2;
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
    boolean alpha = step == 2 || step == 4;
    for (int i = 0, at = 0, to = 0; i < pixels; i++, at += step, to += wanted) {
      out[to] = in[at];
      out[to + 1] = in[at + green];
      out[to + 2] = in[at + blue];
      if (wanted == 4) {
        out[to + 3] = alpha ? in[at + step - 1] : (byte) 255;
      }
    }
    return out;
  }
}
