package org.dropshard.job.preview;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Tensors as small PNGs. Where single elements or pixels may be dropped, every pixel shown is one
 * of the tensor's, so that they stay visible; else it is the mean of those that it stands for.
 * Values are shown on the scale of the tensor before dropout: 0 to 255 for uint8, else from its
 * least to its largest. What survivors were multiplied by is divided out again, so that a picture
 * tells what was dropped, not the scale.
 */
final class Thumbnails {
  /** How a tensor's channels become pictures. */
  enum View {
    /** Three channels of pictures: one picture in colour. */
    RGB,
    /** Each channel as a gray picture, up to {@link #MOST_CHANNELS}. */
    CHANNELS,
    /** Channels of one axis: one gray picture, a row for each channel. */
    ROWS
  }

  static final int MOST_CHANNELS = 8;

  private static final int RGB_SIDE = 160;
  private static final int GRAY_SIDE = 96;

  /** Rows of a picture of rows: as many channels are shown. */
  static final int MOST_ROWS = 96;

  /** How a picture is made smaller. */
  enum Shrinking {
    PICKED,
    AVERAGED
  }

  private final Layout layout;
  private final Shrinking shrinking;
  private final View view;
  private final int channels;
  private final int height; // of the tensor
  private final int width;
  private final int columns; // of a picture
  private final int rows;
  private final int step; // from one pixel shown to the next
  private final double[] low;
  private final double[] high;

  /** Sets the scale by the tensor before dropout. */
  Thumbnails(Tensor before, Layout layout, Shrinking shrinking) {
    this.layout = layout;
    this.shrinking = shrinking;
    int[] shape = before.shape();
    int rank = shape.length;
    channels = layout.channels(shape);
    int end = layout == Layout.CHW ? rank : rank - 1; // of the axes of places
    width = rank > 1 ? shape[end - 1] : 1;
    height = rank > 2 ? shape[end - 2] : 1;
    view = rank < 3 ? View.ROWS : channels == 3 ? View.RGB : View.CHANNELS;
    int side = view == View.RGB ? RGB_SIDE : GRAY_SIDE;
    int longest = view == View.ROWS ? width : Math.max(height, width);
    step = (longest + side - 1) / side;
    columns = (width + step - 1) / Math.max(step, 1);
    rows =
        view == View.ROWS ? Math.min(channels, MOST_ROWS) : (height + step - 1) / Math.max(step, 1);
    low = new double[panels()];
    high = new double[panels()];
    for (int panel = 0; panel < panels(); panel++) {
      scale(before, panel);
    }
  }

  View view() {
    return view;
  }

  int channels() {
    return channels;
  }

  private int panels() {
    return view == View.CHANNELS ? Math.min(channels, MOST_CHANNELS) : 1;
  }

  private int bands() {
    return view == View.RGB ? 3 : 1;
  }

  private void scale(Tensor tensor, int panel) {
    if (tensor.dtype() == DType.UINT8) {
      high[panel] = 255;
      return;
    }
    low[panel] = Double.POSITIVE_INFINITY;
    high[panel] = Double.NEGATIVE_INFINITY;
    ByteBuffer data = Values.view(tensor.data(), tensor.offset(), tensor.byteLength());
    for (int i = 0; i < rows * columns * bands(); i++) {
      double value = value(tensor.dtype(), data, panel, i);
      if (Double.isFinite(value)) {
        low[panel] = Math.min(low[panel], value);
        high[panel] = Math.max(high[panel], value);
      }
    }
  }

  /** Value {@code i} of a picture; of more than two axes of places, the first of the outer ones. */
  private double value(DType dtype, ByteBuffer data, int panel, int i) {
    int band = i % bands();
    int x = i / bands() % columns * step;
    int y = i / bands() / columns;
    if (view == View.ROWS) {
      return element(dtype, data, y, x);
    }
    y *= step;
    int channel = panel + band;
    if (shrinking == Shrinking.PICKED) {
      return element(dtype, data, channel, y * width + x);
    }
    double sum = 0;
    int endX = Math.min(x + step, width);
    int endY = Math.min(y + step, height);
    for (int blockY = y; blockY < endY; blockY++) {
      for (int blockX = x; blockX < endX; blockX++) {
        sum += element(dtype, data, channel, blockY * width + blockX);
      }
    }
    return sum / ((endX - x) * (endY - y));
  }

  private double element(DType dtype, ByteBuffer data, int channel, int place) {
    int places = data.capacity() / dtype.bytes() / channels;
    int index = layout == Layout.CHW ? channel * places + place : place * channels + channel;
    return Values.ofBits(dtype, Values.bits(data, dtype.bytes(), index));
  }

  /**
   * The pictures of a tensor of the same shape; none if it is empty.
   *
   * @param scale what its values were multiplied by
   */
  List<byte[]> of(Tensor tensor, double scale) {
    List<byte[]> pictures = new ArrayList<>();
    if (tensor.length() > 0) {
      for (int panel = 0; panel < panels(); panel++) {
        pictures.add(picture(tensor, panel, scale));
      }
    }
    return pictures;
  }

  private byte[] picture(Tensor tensor, int panel, double scale) {
    byte[] levels = new byte[rows * columns * bands()];
    ByteBuffer data = Values.view(tensor.data(), tensor.offset(), tensor.byteLength());
    for (int i = 0; i < levels.length; i++) {
      levels[i] = level(value(tensor.dtype(), data, panel, i) / scale, low[panel], high[panel]);
    }
    boolean rgb = bands() == 3;
    BufferedImage image =
        new BufferedImage(
            columns, rows, rgb ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, columns, rows, rgb ? packed(levels) : levels);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  private static int[] packed(byte[] levels) {
    int[] pixels = new int[levels.length / 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          (levels[3 * i] & 0xff) << 16 | (levels[3 * i + 1] & 0xff) << 8 | levels[3 * i + 2] & 0xff;
    }
    return pixels;
  }

  /** NaN is black; a tensor of one value is black or, above its scale, white. */
  private static byte level(double value, double low, double high) {
    double level = (value - low) / Math.max(high - low, Double.MIN_NORMAL) * 255;
    return (byte) Math.round(Math.max(0, Math.min(255, level)));
  }
}
