package org.dropshard.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Mergeable histograms of the first {@link #CHANNELS} channels of many tensors, in bins that are
 * fixed beforehand. Counts are whole numbers, so they are equal for any partitioning of the tensors
 * and any order of adding and merging.
 *
 * <p>uint8 values are all counted. Of the other types some {@link #SAMPLED} values of a channel and
 * a sixty-fourth of the rest are looked at in each tensor, evenly spread, and each counts for those
 * up to the next. The bins are those of {@link ValueHistogram}. NaN and infinite values are left
 * out.
 *
 * <p>Not thread-safe.
 */
public final class ChannelHistograms {
  /** Channels that are counted, so that a histogram stays small however many there are. */
  public static final int CHANNELS = 16;

  /** All values of small channels are looked at, and so few of larger ones that it costs little. */
  static final int SAMPLED = 256;

  private static final int INFINITE = 0x7f800000;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final List<ValueHistogram> channels = new ArrayList<>();

  /** The channels seen, at most {@link #CHANNELS}. */
  public List<ValueHistogram> channels() {
    return List.copyOf(channels);
  }

  ValueHistogram channel(int index) {
    while (channels.size() <= index) {
      channels.add(new ValueHistogram());
    }
    return channels.get(index);
  }

  /** The counts of a channel's bytes; null if it is not counted. */
  long[] bytes(int index) {
    return index < CHANNELS ? channel(index).bytes() : null;
  }

  /** Adds the values of a tensor that has channels. */
  void add(Tensor x, Layout layout) {
    add(x, layout, 0);
  }

  /** The same to the channels from {@code index} on. */
  void add(Tensor x, Layout layout, int index) {
    int channels = layout.channels(x.shape());
    int places = x.length() / channels;
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    boolean first = layout == Layout.CHW;
    for (int c = 0; c < Math.min(channels, CHANNELS - index); c++) {
      int start = first ? c * places : c;
      int step = first ? 1 : channels;
      if (x.dtype() == DType.UINT8) {
        long[] bytes = channel(index + c).bytes();
        for (int i = 0, at = start; i < places; i++, at += step) {
          bytes[view.get(at) & 0xff]++;
        }
      } else if (places > 0) {
        sample(x, view, start, step, places, channel(index + c));
      }
    }
  }

  /** Every stride-th place; odd, so that it does not keep to one column of a picture. */
  private static void sample(
      Tensor x, ByteBuffer view, int start, int step, int places, ValueHistogram into) {
    int sampled = SAMPLED + places / 64;
    int stride = (places + sampled - 1) / sampled | 1;
    int last = (places - 1) / stride * stride;
    int end = start + last * step;
    if (x.dtype() == DType.FLOAT32) {
      byte[] data = x.data();
      int jump = stride * step * Float.BYTES;
      int at = x.offset() + start * Float.BYTES;
      for (int left = last / stride; left > 0; left--, at += jump) {
        count((int) INT.get(data, at), stride, into.floats());
      }
      count((int) INT.get(data, at), places - last, into.floats());
    } else if (x.dtype() == DType.UINT16 || x.dtype() == DType.INT16) {
      for (int at = start; at < end; at += stride * step) {
        into.shorts().add((int) value(x.dtype(), view, at), stride);
      }
      into.shorts().add((int) value(x.dtype(), view, end), places - last);
    } else {
      for (int at = start; at < end; at += stride * step) {
        count(bits(x.dtype(), view, at), stride, into.floats());
      }
      count(bits(x.dtype(), view, end), places - last, into.floats());
    }
  }

  private static double value(DType dtype, ByteBuffer view, int index) {
    return Values.ofBits(dtype, Values.bits(view, dtype.bytes(), index));
  }

  private static int bits(DType dtype, ByteBuffer view, int index) {
    double value = value(dtype, view, index);
    int bits = Float.floatToRawIntBits((float) value);
    boolean overflow = (bits & INFINITE) == INFINITE && Double.isFinite(value);
    return overflow ? bits - 1 : bits; // the largest float in place of an infinite one
  }

  private static void count(int bits, int weight, Tally floats) {
    if ((bits & INFINITE) != INFINITE) {
      floats.add(bits << 1 == 0 ? 0 : bits, weight);
    }
  }

  /** Adds all that {@code other} holds, which stays as it is. */
  public void merge(ChannelHistograms other) {
    for (int c = 0; c < other.channels.size(); c++) {
      channel(c).merge(other.channels.get(c));
    }
  }

  /** Writes the state: some bytes for each bin that is not empty. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(channels.size());
    for (ValueHistogram channel : channels) {
      channel.write(out);
    }
  }

  /** Adds the state that {@link #write} wrote; into an empty one, restores it. */
  public void read(DataInput in) throws IOException {
    int count = in.readInt();
    for (int c = 0; c < count; c++) {
      channel(c).read(in);
    }
  }

  /** The same of a state that the first version wrote, which told no single floats apart. */
  public void readFirst(DataInput in) throws IOException {
    int count = in.readInt();
    for (int c = 0; c < count; c++) {
      channel(c).readFirst(in);
    }
  }
}
