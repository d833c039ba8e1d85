package org.dropshard.job.preview;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Tensors as small PNGs. Where single elements or pixels may be dropped, every pixel shown is one
 * of the tensor's, so that they stay visible; else it is the mean of those that it stands for.
 * Values are shown on the scale of the tensor before dropout: 0 to 255 for uint8, else or if it is
 * stretched from its least to its largest, or all in the middle if they are one. What survivors
 * were multiplied by is divided out again, so that a picture tells what was dropped, not the scale.
 * What was dropped is no value: it is transparent, or, in some of a pixel's colours, without light.
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

  /** The longer side of a picture that stands alone, of one of a few, and of one of many. */
  private static final int SIDE = 256;

  private static final int SIDE_OF_FEW = 192;
  private static final int SIDE_OF_MANY = 112;
  private static final int FEW = 4;

  /** Rows of a picture of rows: as many channels are shown. */
  static final int MOST_ROWS = 96;

  /** How a picture is made smaller. */
  enum Shrinking {
    PICKED,
    AVERAGED
  }

  /** How large a picture is at most. */
  enum Size {
    /** One of many on a page. */
    SMALL,
    /** One of a few: the shorter side has {@link #LARGE_SIDE} pixels, or all that there are. */
    LARGE
  }

  /** The colour of places without data, as the page's legend has it. */
  private static final int NO_DATA = 0xff3d6fb4;

  private static final int LARGE_SIDE = 400;
  private static final int LONGEST = 4 * LARGE_SIDE;

  private final Layout layout;
  private final Shrinking shrinking;
  private final View view;
  private final int channels;
  private final int places;
  private final int height; // of the tensor
  private final int width;
  private final int columns; // of a picture
  private final int rows;
  private final byte[] empty; // 1 for elements without data; null: there are none
  private final double[] low;
  private final double[] high;

  /** Sets the scale by the tensor before dropout; pictures in colour are never stretched. */
  Thumbnails(
      Tensor before,
      Layout layout,
      Nodata nodata,
      Shrinking shrinking,
      Size size,
      boolean stretched) {
    this.layout = layout;
    this.empty = nodata == null ? null : nodata.places(before);
    this.shrinking = shrinking;
    int[] shape = before.shape();
    int rank = shape.length;
    channels = layout.channels(shape);
    places = channels == 0 ? 0 : before.length() / channels;
    int end = layout == Layout.HWC ? rank - 1 : rank; // of the axes of places
    int axes = layout == Layout.NONE ? rank : rank - 1; // how many those are
    width = axes > 0 ? shape[end - 1] : 1;
    height = axes > 1 ? shape[end - 2] : 1;
    view = axes < 2 ? View.ROWS : channels == 3 ? View.RGB : View.CHANNELS;
    int longest = view == View.ROWS ? width : Math.max(height, width);
    int side = size == Size.LARGE ? large(longest) : small();
    columns = shrunk(width, longest, side);
    rows = view == View.ROWS ? Math.min(channels, MOST_ROWS) : shrunk(height, longest, side);
    low = new double[panels()];
    high = new double[panels()];
    for (int panel = 0; panel < panels(); panel++) {
      scale(before, panel, stretched);
    }
  }

  private int small() {
    return panels() == 1 ? SIDE : panels() <= FEW ? SIDE_OF_FEW : SIDE_OF_MANY;
  }

  private int large(int longest) {
    int shortest = Math.max(1, Math.min(height, width));
    return (int) Math.min(LONGEST, Math.ceil((double) LARGE_SIDE * longest / shortest));
  }

  private static int shrunk(int length, int longest, int side) {
    return longest <= side
        ? length
        : (int) Math.max(1, Math.round((double) length * side / longest));
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

  private void scale(Tensor tensor, int panel, boolean stretched) {
    if (tensor.dtype() == DType.UINT8 && (!stretched || view == View.RGB)) {
      high[panel] = 255;
      return;
    }
    low[panel] = Double.POSITIVE_INFINITY;
    high[panel] = Double.NEGATIVE_INFINITY;
    ByteBuffer data = Values.view(tensor.data(), tensor.offset(), tensor.byteLength());
    for (int i = 0; i < rows * columns * bands(); i++) {
      double value = value(tensor.dtype(), data, panel, i);
      if (Double.isFinite(value) && !isEmpty(picked(panel, i))) {
        low[panel] = Math.min(low[panel], value);
        high[panel] = Math.max(high[panel], value);
      }
    }
  }

  /** Value {@code i} of a picture; of more than two axes of places, the first of the outer ones. */
  private double value(DType dtype, ByteBuffer data, int panel, int i) {
    int x = i / bands() % columns;
    int y = i / bands() / columns;
    if (shrinking == Shrinking.PICKED || view == View.ROWS) {
      return element(dtype, data, picked(panel, i));
    }
    double sum = 0;
    int count = 0;
    int startX = at(x, columns, width);
    int startY = at(y, rows, height);
    int endX = Math.max(at(x + 1, columns, width), startX + 1);
    int endY = Math.max(at(y + 1, rows, height), startY + 1);
    for (int blockY = startY; blockY < endY; blockY++) {
      for (int blockX = startX; blockX < endX; blockX++) {
        int at = index(panel + i % bands(), blockY * width + blockX);
        if (!isEmpty(at)) {
          sum += element(dtype, data, at);
          count++;
        }
      }
    }
    return sum / count;
  }

  private boolean isEmpty(int index) {
    return empty != null && empty[index] != 0;
  }

  /** Where one of {@code shown} parts of a length begins. */
  private static int at(int part, int shown, int length) {
    return (int) ((long) part * length / shown);
  }

  /** The element that stands for a value of a picture. */
  private int picked(int panel, int i) {
    int x = at(i / bands() % columns, columns, width);
    int y = i / bands() / columns;
    return view == View.ROWS
        ? index(y, x)
        : index(panel + i % bands(), at(y, rows, height) * width + x);
  }

  private int index(int channel, int place) {
    return layout == Layout.CHW ? channel * places + place : place * channels + channel;
  }

  private static double element(DType dtype, ByteBuffer data, int index) {
    return Values.ofBits(dtype, Values.bits(data, dtype.bytes(), index));
  }

  /**
   * The pictures of a tensor of the same shape; none if it is empty.
   *
   * @param scale what its values were multiplied by
   * @param kept 0 for each element that was dropped; null if none was, or nobody knows
   */
  List<byte[]> of(Tensor tensor, double scale, byte[] kept) {
    List<byte[]> pictures = new ArrayList<>();
    if (tensor.length() > 0) {
      for (int panel = 0; panel < panels(); panel++) {
        pictures.add(picture(tensor, panel, scale, kept));
      }
    }
    return pictures;
  }

  private byte[] picture(Tensor tensor, int panel, double scale, byte[] kept) {
    ByteBuffer data = Values.view(tensor.data(), tensor.offset(), tensor.byteLength());
    boolean rgb = bands() == 3 || empty != null;
    int[] pixels = new int[rows * columns];
    boolean whole = true;
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      int color = 0;
      boolean there = false;
      boolean lacks = true;
      for (int i = pixel * bands(); i < (pixel + 1) * bands(); i++) {
        int level = 0;
        lacks &= isEmpty(picked(panel, i));
        if (kept == null || kept[picked(panel, i)] != 0) {
          there = true;
          double value = value(tensor.dtype(), data, panel, i) / scale;
          level = level(value, low[panel], high[panel]);
        }
        color = color << 8 | level;
      }
      whole &= there || lacks;
      int shown = bands() == 3 ? color : color * 0x010101;
      pixels[pixel] = lacks ? NO_DATA : (there ? 0xff << 24 : 0) | shown;
    }
    return Png.of(pixels, columns, rows, rgb, whole);
  }

  /** NaN is black; a tensor of one value is gray. */
  private static int level(double value, double low, double high) {
    double level = low == high && value == low ? 0.5 : (value - low) / (high - low);
    return (int) Math.round(Math.max(0, Math.min(1, level)) * 255);
  }
}
