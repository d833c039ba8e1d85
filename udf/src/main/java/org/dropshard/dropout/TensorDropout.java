package org.dropshard.dropout;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.dropshard.dropout.ElementDropout.Survivors;
import org.dropshard.random.Keystream;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Applies dropout to tensors, by the mask contract. Holds the cipher and the scratch memory of one
 * thread, so keep one and use it again; not thread-safe.
 */
public final class TensorDropout {
  /** The most elements handled at a time: 8 KB of words and at most 16 KB of values stay cached. */
  static final int CHUNK = 2048;

  /** Larger tensors come from memory, which leaves less of the first-level cache. */
  private static final int CACHED_BYTES = 1 << 20;

  /** Runs of at least this many bytes are copied or filled whole. */
  private static final int RUN_BYTES = 16;

  /**
   * Below this many bytes, a run's survivors cost less with their neighbours' than by themselves.
   */
  private static final int LONG_RUN_BYTES = 4096;

  private final Keystream words = new Keystream();
  private final int[] keep = new int[CHUNK];
  private final Lanes lanes = new Lanes();
  private final Decisions decisions = new Decisions(lanes);
  private final Fill fill = new Fill();
  private int[] units = new int[CHUNK];
  private int[] listed = new int[CHUNK]; // the units that are dropped
  private ElementDropout element;
  private DType elementType;
  private double elementFactor;
  private double elementOffset;

  /**
   * Writes the tensor {@code x} with dropout by the noise shape of its kind.
   *
   * @see #apply(Dropout, NoiseShape, long, long, int, Tensor, byte[], int)
   */
  public long apply(
      Dropout dropout, long seed, long id, int stream, Tensor x, byte[] y, int yOffset) {
    NoiseShape noise = dropout.kind().noiseShape(x.shape(), dropout.layout());
    return apply(dropout, noise, seed, id, stream, x, y, yOffset);
  }

  /**
   * Writes the tensor {@code x} with dropout. A kept element is x · s (s = 1 leaves its bits
   * alone), a dropped one the fill, whatever it was. p = 0 copies, p = 1 fills; an empty tensor has
   * no elements and may have units.
   *
   * @param noise a noise shape over the tensor's shape, in place of the kind's
   * @param seed any value
   * @param id the sample's id, or the id of the group that shares the mask
   * @param stream in [0, 2³¹): the number of the copy, epoch or operation
   * @param y takes {@code x.byteLength()} bytes from {@code yOffset}; may be the array of {@code x}
   *     at the same offset, and must not overlap it otherwise
   * @return the number of dropped units, of {@code noise.units()}
   * @throws IllegalArgumentException if the fill has neither 1 value nor one for each channel
   * @throws IndexOutOfBoundsException if {@code y} is too short
   */
  public long apply(
      Dropout dropout,
      NoiseShape noise,
      long seed,
      long id,
      int stream,
      Tensor x,
      byte[] y,
      int yOffset) {
    AffineAndFill written =
        AffineAndFill.scaled(dropout.layout(), dropout.scale().factor(dropout.p()), dropout.fill());
    return apply(written, dropout.p(), noise, seed, id, stream, x, y, yOffset);
  }

  /**
   * Writes the tensor {@code x} by the mask of (seed, id, stream, p) and rules of its own.
   *
   * @param written what becomes of kept and dropped elements
   * @see #apply(Dropout, NoiseShape, long, long, int, Tensor, byte[], int)
   */
  public long apply(
      AffineAndFill written,
      DropProbability p,
      NoiseShape noise,
      long seed,
      long id,
      int stream,
      Tensor x,
      byte[] y,
      int yOffset) {
    select(written, x);
    long threshold = p.threshold();
    int count = noise.units();
    Objects.checkFromIndexSize(yOffset, x.byteLength(), y.length);
    words.start(seed, id, stream, count);
    if (x.length() == 0) {
      return countDropped(threshold, count);
    }
    UnitCursor cursor = new UnitCursor(noise);
    if (cursor.isElementwise()) {
      return elements(threshold, x, y, yOffset);
    }
    if (units.length < count) {
      units = new int[count];
    }
    final int dropped = KeepMask.next(words, threshold, units, 0, count);
    write(cursor, units, count, x, y, yOffset);
    return dropped;
  }

  /**
   * Writes the tensor {@code x} by decisions that were made elsewhere.
   *
   * @param keep −1 (kept) or 0 (dropped) for each unit of {@code noise}
   * @throws IllegalArgumentException if the fill has neither 1 value nor one for each channel
   * @throws IndexOutOfBoundsException if {@code keep} or {@code y} is too short
   */
  public void apply(
      AffineAndFill written, NoiseShape noise, int[] keep, Tensor x, byte[] y, int yOffset) {
    select(written, x);
    Objects.checkFromIndexSize(0, noise.units(), keep.length);
    Objects.checkFromIndexSize(yOffset, x.byteLength(), y.length);
    if (x.length() > 0) {
      write(new UnitCursor(noise), keep, noise.units(), x, y, yOffset);
    }
  }

  /** The quickest way from decisions on units to elements. */
  private void write(UnitCursor cursor, int[] decided, int count, Tensor x, byte[] y, int yOffset) {
    int width = x.dtype().bytes();
    if (cursor.isRuns() && cursor.run() * (long) width >= RUN_BYTES && fill.isUniform(cursor)) {
      runs(cursor.run(), decided, x, y, yOffset);
    } else if (cursor.isTiles() && tile(count) > 0 && fill.isUniform()) {
      tiles(count, decided, x, y, yOffset);
    } else {
      anyUnits(cursor, decided, x, y, yOffset);
    }
  }

  /** Units of a tensor without elements: however many, they take no memory. */
  private long countDropped(long threshold, int units) {
    for (int left = units; left > 0; left -= CHUNK) {
      int n = Math.min(CHUNK, left);
      decisions.draw(words, n);
      decisions.decide(threshold, n);
    }
    return decisions.takeDropped();
  }

  private long elements(long threshold, Tensor x, byte[] y, int yOffset) {
    int width = x.dtype().bytes();
    int step = x.byteLength() > CACHED_BYTES ? CHUNK / 2 : CHUNK;
    if (width == 4 && fill.isUniform() && threshold <= 0xffffffffL) {
      int filled = (int) fill.uniformBits();
      ElementLoop draw = (from, n) -> decisions.draw(words, n);
      ElementLoop choose = (from, n) -> decisions.choose(threshold, filled, n);
      ElementLoop.runAll(x.length(), step, draw, survive(x), choose, store(width, y, yOffset));
    } else {
      ElementLoop decide =
          (from, n) -> {
            decisions.draw(words, n);
            decisions.decide(threshold, n);
            decisions.mask(n, width);
          };
      ElementLoop.runAll(
          x.length(), step, decide, survive(x), choose(width), store(width, y, yOffset));
    }
    return decisions.takeDropped();
  }

  private void anyUnits(UnitCursor cursor, int[] decided, Tensor x, byte[] y, int yOffset) {
    int width = x.dtype().bytes();
    ElementLoop decide =
        (from, n) -> {
          cursor.next(decided, keep, n);
          decisions.set(keep, n);
          decisions.mask(n, width);
        };
    ElementLoop.runAll(
        x.length(), CHUNK, decide, survive(x), choose(width), store(width, y, yOffset));
  }

  /** All units side by side, again and again: their masks are laid out once, as a tile. */
  private void tiles(int count, int[] decided, Tensor x, byte[] y, int yOffset) {
    int width = x.dtype().bytes();
    int tile = tile(count);
    for (int i = 0; i < tile; i += count) {
      System.arraycopy(decided, 0, keep, i, count);
    }
    decisions.set(keep, tile);
    decisions.mask(tile, width);
    int repeated = tile * lanes.repeatMasks(tile * width, x.byteLength());
    ElementLoop.runAll(x.length(), repeated, survive(x), choose(width), store(width, y, yOffset));
  }

  /** As if all survived. */
  private ElementLoop survive(Tensor x) {
    ByteBuffer in = Values.view(x.data(), x.offset(), x.byteLength());
    Survivors survivors = element.between(in, lanes.survivors);
    return (from, n) -> {
      for (int i = 0; i < n; i += CHUNK) {
        survivors.write(from + i, i, Math.min(CHUNK, n - i));
      }
    };
  }

  private ElementLoop choose(int width) {
    return (from, n) -> lanes.choose(n * width, fill.lanes(from, n));
  }

  private ElementLoop store(int width, byte[] y, int yOffset) {
    return (from, n) ->
        System.arraycopy(lanes.bytes, Lanes.SURVIVORS, y, yOffset + from * width, n * width);
  }

  /** Unit after unit covers {@code run} elements. */
  private void runs(int run, int[] decided, Tensor x, byte[] y, int yOffset) {
    int width = x.dtype().bytes();
    int count = x.length() / run;
    ByteBuffer in = Values.view(x.data(), x.offset(), x.byteLength());
    Survivors survivors = element.between(in, Values.view(y, yOffset, x.byteLength()));
    if (run * (long) width < LONG_RUN_BYTES) {
      ElementLoop.runAll(x.length(), CHUNK, (from, n) -> survivors.write(from, from, n));
      int dropped = listDropped(decided, count);
      for (int i = 0; i < dropped; i++) {
        fill.write(y, yOffset + listed[i] * run * width, run * width, listed[i]);
      }
      return;
    }
    for (int unit = 0; unit < count; unit++) {
      int start = unit * run;
      if (decided[unit] == 0) {
        fill.write(y, yOffset + start * width, run * width, unit);
      } else {
        ElementLoop.runAll(run, CHUNK, (from, n) -> survivors.write(start + from, start + from, n));
      }
    }
  }

  /** Lists the units that are dropped, without a branch that nothing predicts. */
  private int listDropped(int[] decided, int count) {
    if (listed.length < count) {
      listed = new int[count];
    }
    int dropped = 0;
    for (int unit = 0; unit < count; unit++) {
      listed[dropped] = unit;
      dropped += 1 + decided[unit];
    }
    return dropped;
  }

  /** The fewest elements that are whole units and whole longs of any type; 0 if too many. */
  private static int tile(int count) {
    int step = count << Math.max(0, 3 - Integer.numberOfTrailingZeros(count));
    return step > CHUNK || count > CHUNK ? 0 : step;
  }

  private void select(AffineAndFill written, Tensor x) {
    fill.set(written, x);
    DType dtype = x.dtype();
    double factor = written.factor(dtype);
    if (dtype != elementType || factor != elementFactor || written.offset() != elementOffset) {
      element = ElementDropout.of(dtype, factor, written.offset());
      elementType = dtype;
      elementFactor = factor;
      elementOffset = written.offset();
    }
  }

  /**
   * Writes the decisions alone, −1 (kept) or 0 (dropped), for units 0 to {@code keep.length}.
   *
   * @return the number of dropped units
   */
  public long mask(DropProbability p, long seed, long id, int stream, int[] keep) {
    words.start(seed, id, stream, keep.length);
    return KeepMask.next(words, p.threshold(), keep, 0, keep.length);
  }
}
