package org.dropshard.dropout;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.dropshard.random.Numbers;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** The fill of one tensor, as bytes over its elements: one value, one a channel, or drawn. */
final class Fill {
  /** Copied, these are written in half the time that filling takes a short run. */
  private static final byte[] ZEROS = new byte[1024];

  private final long[] lanes = new long[TensorDropout.CHUNK];

  private final long[] uniform = new long[1];
  private final byte[] bytes = new byte[8 * TensorDropout.CHUNK];
  private final Numbers numbers = new Numbers();
  private RandomFill random; // null: the fill is not drawn
  private double[] values;
  private DType dtype;
  private long[] bits;
  private int channels;
  private int inner; // elements from one channel to the next: the plane for CHW, 1 for HWC

  void set(AffineAndFill written, Tensor x) {
    Layout layout = written.layout();
    double[] fill = written.fill();
    if (x.dtype() != dtype || !Arrays.equals(fill, values)) {
      dtype = x.dtype();
      values = fill.clone();
      bits = Arrays.stream(values).mapToLong(value -> Values.toBits(dtype, value)).toArray();
      uniform[0] = repeat(bits[0], dtype.bytes());
    }
    channels = layout.channels(x.shape());
    inner = layout == Layout.CHW ? x.length() / Math.max(channels, 1) : 1;
    random = written.drawn() == null ? null : written.drawn().fill();
    if (random != null) {
      random.start(numbers, written.drawn(), x.length());
    }
    int given = random == null ? bits.length : random.channels();
    if (given != 1 && given != channels) {
      throw Invalid.argument("fill", given + " values", "1, or " + channels + " for " + x);
    }
  }

  /** The bits of all elements, where {@link #isUniform}. */
  long uniformBits() {
    return bits[0];
  }

  boolean isUniform() {
    return random == null && bits.length == 1;
  }

  /** Whether each run of the cursor has one fill: all the same, or runs that are channels. */
  boolean isUniform(UnitCursor cursor) {
    return isUniform() || random == null && cursor.run() == inner;
  }

  /**
   * The fill of elements {@code from} to {@code from + n} as longs over their bytes; a single long
   * where all are the same.
   */
  long[] lanes(int from, int n) {
    if (isUniform()) {
      return uniform;
    }
    ByteBuffer view = Values.view(bytes, 0, bytes.length);
    for (int i = 0; i < n; i++) {
      int channel = (from + i) / inner % channels;
      long value = random == null ? bits[channel] : random.next(numbers, dtype, channel);
      Values.putBits(view, dtype.bytes(), i, value);
    }
    view.asLongBuffer().get(0, lanes, 0, Lanes.count(n * dtype.bytes()));
    return lanes;
  }

  /** Fills the bytes of one run, which is not empty. */
  void write(byte[] y, int offset, int length, int run) {
    long value = bits[isUniform() ? 0 : run];
    if (value == 0) {
      if (length <= ZEROS.length) {
        System.arraycopy(ZEROS, 0, y, offset, length);
      } else {
        Arrays.fill(y, offset, offset + length, (byte) 0);
      }
      return;
    }
    int width = dtype.bytes();
    Values.putBits(Values.view(y, offset, length), width, 0, value);
    for (int done = width; done < length; done += done) {
      System.arraycopy(y, offset, y, offset + done, Math.min(done, length - done));
    }
  }

  /** One long of the same value, again and again. */
  private static long repeat(long value, int width) {
    long lane = value;
    for (int bits = 8 * width; bits < 64; bits *= 2) {
      lane |= lane << bits;
    }
    return lane;
  }
}
