package org.dropshard.stats;

import static org.dropshard.stats.FloatingSums.HALVES;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
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
  private final FloatLanes[] lanes; // a block of 512 values of the row each
  private final byte[] piece; // the places of a call
  // One for each lane, in the order of the row.
  private final double[] pivots;
  private final double[] sums;
  private final double[] squares;
  private final int[] least; // keys
  private final int[] most;
  private final int[] nonzero;

  FloatPlaneSums(int channels) {
    this.channels = channels;
    lanes = new FloatLanes[channels];
    Arrays.setAll(lanes, i -> new FloatLanes());
    piece = new byte[PLACES * channels * Float.BYTES];
    int row = LANES * channels;
    pivots = new double[row];
    sums = new double[row];
    squares = new double[row];
    least = new int[row];
    most = new int[row];
    nonzero = new int[row];
  }

  /**
   * Adds channels from end to end.
   *
   * @param start index of the first value
   * @param places at least 1 in each channel
   * @param first the channel of that value
   * @return bit c says that channel {@code first} + c was not added, since a value is not finite
   */
  int add(Tensor x, int start, int places, ChannelStats into, int first) {
    start(x, start);
    int whole = places / PLACES * PLACES;
    for (int from = 0; from < whole; from += PLACES) {
      addPiece(x, start + from * channels);
    }
    int rest = places - whole;
    if (rest > 0) {
      addRest(x, start + whole * channels, rest);
    }
    int added = rest > 0 ? PLACES - rest : 0; // pivots, beside the values
    return finish(places, added, into, first);
  }

  /** The first place is the pivots, which count neither as values nor as zeros yet. */
  private void start(Tensor x, int start) {
    load(x, start, channels, piece);
    for (int c = 0; c < channels; c++) {
      int bits = (int) FloatLanes.INT.get(piece, c * Float.BYTES);
      pivots[c] = Float.intBitsToFloat(bits);
      least[c] = FloatLanes.key(bits);
    }
    for (int n = channels; n < pivots.length; n *= 2) { // 512 is a power of 2
      System.arraycopy(pivots, 0, pivots, n, n);
      System.arraycopy(least, 0, least, n, n);
    }
    for (int i = 0; i < channels; i++) {
      lanes[i].start(pivots, least, i * LANES);
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
      int bits = Float.floatToRawIntBits((float) pivots[i % channels]);
      FloatLanes.INT.set(piece, i * Float.BYTES, bits);
    }
    addBlocks(piece, 0);
  }

  /** Folds the lanes of each channel in halves, and adds them. */
  private int finish(int places, int pivotsAdded, ChannelStats into, int first) {
    for (int i = 0; i < channels; i++) {
      lanes[i].sums(sums, i * LANES);
      lanes[i].squares(squares, i * LANES);
      lanes[i].least(least, i * LANES);
      lanes[i].most(most, i * LANES);
      lanes[i].nonzero(nonzero, i * LANES);
    }
    for (int n = sums.length / 2; n >= channels; n /= 2) {
      for (int i = 0; i < n; i++) {
        sums[i] += sums[i + n];
        squares[i] += squares[i + n];
      }
      for (int i = 0; i < n; i++) {
        least[i] = Math.min(least[i], least[i + n]);
        most[i] = Math.max(most[i], most[i + n]);
        nonzero[i] += nonzero[i + n]; // below 2³¹, as the number of elements is
      }
    }
    int spoilt = 0;
    for (int c = 0; c < channels; c++) {
      if (FloatLanes.isFinite(least[c], most[c])) {
        long zeros = places - nonzero[c] + (pivots[c] == 0 ? 0 : pivotsAdded);
        ChannelMoments channel = into.channel(first + c);
        boolean added =
            channel.addAbout(
                pivots[c], places, sums[c], squares[c], zeros, value(least[c]), value(most[c]));
        assert added : "the squares of floats are far from the largest double";
      } else {
        spoilt |= 1 << c;
      }
    }
    return spoilt;
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
