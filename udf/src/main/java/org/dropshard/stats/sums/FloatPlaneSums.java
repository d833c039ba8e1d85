package org.dropshard.stats.sums;

import static org.dropshard.stats.sums.FloatingSums.HALVES;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/**
 * Sums over many places of one channel, or of a few interleaved ones, of floats of at most 32 bits:
 * the sums of {@link PlaneSums}, bit by bit, in loops that vectorise.
 *
 * <p>Interleaved channels are one row of values: its lanes are 512 for each channel, and the value
 * at place p of channel c, number p · channels + c of the row, belongs to lane p mod 512 of c.
 */
final class FloatPlaneSums {
  private static final int LANES = FloatLanes.LANES;
  private static final int PLACES = FloatLanes.LANES * FloatLanes.BLOCKS;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final int channels;
  private final int pairs; // of lanes
  private final FloatLanes[] lanes; // a block of 512 values of the row each
  private final byte[] piece; // the places of a call
  private final float[] pivots; // one for each channel
  private final RowFold sums;
  private final RowFold squares;

  // One for each lane, in the order of the row.
  private final int[] least; // keys
  private final int[] most;
  private final long[] nonzero; // two in a long

  FloatPlaneSums(int channels) {
    this.channels = channels;
    pairs = FloatLanes.HALF * channels;
    lanes = new FloatLanes[channels];
    Arrays.setAll(lanes, i -> new FloatLanes());
    piece = new byte[PLACES * channels * Float.BYTES];
    pivots = new float[channels];
    sums = new RowFold(channels);
    squares = new RowFold(channels);
    least = new int[2 * pairs];
    most = new int[2 * pairs];
    nonzero = new long[pairs];
  }

  /**
   * Adds channels from end to end.
   *
   * @param start index of the first value
   * @param places at least 1 in each channel
   * @param first the channel of that value
   * @return bit c says that channel {@code first} + c was not added, since a value is not finite
   */
  int add(Tensor x, int start, int places, List<ChannelMoments> into, int first) {
    loadPivots(x, start);
    if (channels == 1 && startWithin(into.get(first))) {
      addAll(x, start, places);
      if (!lanes[0].outside()) {
        addChannel(places, into.get(first), 0, pivots[0], pivots[0]); // the range stays
        return 0;
      }
    }
    startLanes();
    addAll(x, start, places);
    return finish(places, into, first);
  }

  /** The first place is the pivots, which count neither as values nor as zeros yet. */
  private void loadPivots(Tensor x, int start) {
    load(x, start, channels, piece);
    for (int c = 0; c < channels; c++) {
      int bits = (int) FloatLanes.INT.get(piece, c * Float.BYTES);
      pivots[c] = Float.intBitsToFloat(bits);
    }
  }

  private void startLanes() {
    if (channels == 1) {
      lanes[0].start(pivots[0]);
      return;
    }
    for (int c = 0; c < channels; c++) {
      sums.even[c] = pivots[2 * c % channels];
      sums.odd[c] = pivots[(2 * c + 1) % channels];
      least[c] = FloatLanes.key(Float.floatToRawIntBits(pivots[c]));
    }
    for (int n = channels; n < pairs; n *= 2) { // 256 is a power of 2
      System.arraycopy(sums.even, 0, sums.even, n, n);
      System.arraycopy(sums.odd, 0, sums.odd, n, n);
      System.arraycopy(least, 0, least, n, n);
    }
    System.arraycopy(least, 0, least, pairs, pairs);
    for (int i = 0; i < channels; i++) {
      lanes[i].start(sums.even, sums.odd, least, i * FloatLanes.HALF);
    }
  }

  /**
   * Begins a channel whose values are probably in the range of those before: a check takes half the
   * time of the range itself. False, and nothing done, if there is no such range.
   */
  private boolean startWithin(ChannelMoments channel) {
    float low = (float) channel.min;
    float high = (float) channel.max;
    // Of finite floats; the range of other types may end between them. A channel's 0 may be −0.
    if (low != channel.min || high != channel.max || low > high || Float.isInfinite(low)) {
      return false;
    }
    int least = low == 0 ? -1 : FloatLanes.key(Float.floatToRawIntBits(low));
    lanes[0].start(pivots[0], least, FloatLanes.key(Float.floatToRawIntBits(high)));
    return true;
  }

  private void addAll(Tensor x, int start, int places) {
    int whole = places / PLACES * PLACES;
    for (int from = 0; from < whole; from += PLACES) {
      addPiece(x, start + from * channels);
    }
    if (places > whole) {
      addRest(x, start + whole * channels, places - whole);
    }
  }

  /** Adds {@link #PLACES} places from a value on. */
  private void addPiece(Tensor x, int start) {
    byte[] data = x.data();
    int at = x.offset() + start * Float.BYTES;
    boolean direct = x.dtype() == DType.FLOAT32;
    if (!direct) {
      load(x, start, PLACES * channels, piece);
      data = piece;
      at = 0;
    }
    addBlocks(data, at);
  }

  private void addBlocks(byte[] data, int at) {
    int block = LANES * Float.BYTES;
    for (int i = 0; i < channels; i++) {
      byte[] values = lanes[i].values();
      System.arraycopy(data, at + i * block, values, 0, block);
      System.arraycopy(data, at + (channels + i) * block, values, block, block);
      lanes[i].add();
    }
  }

  /** Fills up with pivots, which add nothing to any sum and widen no range. */
  private void addRest(Tensor x, int start, int places) {
    int n = places * channels;
    load(x, start, n, piece);
    for (int i = n; i < PLACES * channels; i++) {
      int bits = Float.floatToRawIntBits(pivots[i % channels]);
      FloatLanes.INT.set(piece, i * Float.BYTES, bits);
    }
    addBlocks(piece, 0);
  }

  /** Folds the lanes of each channel in halves, and adds what is finite. */
  private int finish(int places, List<ChannelMoments> into, int first) {
    foldSums();
    for (int i = 0; i < channels; i++) {
      lanes[i].range(least, most, i * LANES);
    }
    for (int n = pairs; n >= channels; n /= 2) {
      for (int i = 0; i < n; i++) {
        least[i] = Math.min(least[i], least[i + n]);
        most[i] = Math.max(most[i], most[i + n]);
      }
    }
    int spoilt = 0;
    for (int c = 0; c < channels; c++) {
      if (FloatLanes.isFinite(least[c], most[c])) {
        addChannel(places, into.get(first + c), c, value(least[c]), value(most[c]));
      } else {
        spoilt |= 1 << c;
      }
    }
    return spoilt;
  }

  private void foldSums() {
    if (channels == 1) {
      return; // the lanes do, by themselves
    }
    for (int i = 0; i < channels; i++) {
      int at = i * FloatLanes.HALF;
      lanes[i].sums(sums.even, sums.odd, at);
      lanes[i].squares(squares.even, squares.odd, at);
      lanes[i].nonzero(nonzero, at);
    }
    sums.fold();
    squares.fold();
    for (int n = pairs / 2; n >= channels; n /= 2) {
      for (int i = 0; i < n; i++) {
        nonzero[i] += nonzero[i + n]; // each half below 2³¹, as the number of elements is
      }
    }
  }

  /** Adds a channel of finite values. */
  private void addChannel(int places, ChannelMoments channel, int c, double least, double most) {
    boolean alone = channels == 1;
    double sum = alone ? lanes[0].sum() : sums.sum(c);
    double square = alone ? lanes[0].squares() : squares.sum(c);
    int nonzeros = alone ? lanes[0].nonzero() : nonzero(c) + nonzero(c + channels);
    int pivotsAdded = (PLACES - places % PLACES) % PLACES; // beside the values
    int zeros = places - nonzeros + (pivots[c] == 0 ? 0 : pivotsAdded);
    boolean added = channel.addAbout(pivots[c], places, sum, square, zeros, least, most);
    assert added : "the squares of floats are far from the largest double";
  }

  private int nonzero(int lane) {
    return (int) (nonzero[lane / 2] >>> 32 * (lane % 2));
  }

  private static float value(int key) {
    return Float.intBitsToFloat(FloatLanes.key(key));
  }

  /** Takes {@code n} values from index {@code from} as little-endian floats. */
  private static void load(Tensor x, int from, int n, byte[] floats) {
    byte[] data = x.data();
    int at = x.offset() + from * x.dtype().bytes();
    switch (x.dtype()) {
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          float value = HALVES[(short) SHORT.get(data, at + i * 2) & 0xffff];
          FloatLanes.INT.set(floats, i * 4, Float.floatToRawIntBits(value));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < n; i++) {
          FloatLanes.INT.set(floats, i * 4, (short) SHORT.get(data, at + i * 2) << 16);
        }
      }
      default -> System.arraycopy(data, at, floats, 0, n * Float.BYTES); // float32
    }
  }
}
