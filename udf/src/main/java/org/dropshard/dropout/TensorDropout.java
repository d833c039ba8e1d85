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
  /** Elements handled at a time: 8 KB of masks and at most 16 KB of values, which stay cached. */
  static final int CHUNK = 2048;

  /** Runs of at least this many bytes are copied or filled whole. */
  private static final int RUN_BYTES = 128;

  private final Keystream words = new Keystream();
  private final int[] keep = new int[CHUNK];
  private final Decisions decisions = new Decisions();
  private final byte[] survived = new byte[8 * CHUNK];
  private final ByteBuffer survivedView = Values.view(survived, 0, survived.length);
  private final long[] scratch = new long[CHUNK];
  private final Fill fill = new Fill();
  private int[] units = new int[CHUNK];
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
    Writing writing =
        Writing.scaled(dropout.layout(), dropout.scale().factor(dropout.p()), dropout.fill());
    return apply(writing, dropout.p(), noise, seed, id, stream, x, y, yOffset);
  }

  /**
   * Writes the tensor {@code x} by the mask of (seed, id, stream, p) and rules of its own.
   *
   * @param writing what becomes of kept and dropped elements
   * @see #apply(Dropout, NoiseShape, long, long, int, Tensor, byte[], int)
   */
  public long apply(
      Writing writing,
      DropProbability p,
      NoiseShape noise,
      long seed,
      long id,
      int stream,
      Tensor x,
      byte[] y,
      int yOffset) {
    select(writing, x);
    long threshold = p.threshold();
    int count = noise.units();
    words.start(seed, id, stream, count);
    if (x.length() == 0) {
      return countDropped(threshold, count);
    }
    UnitCursor cursor = new UnitCursor(noise);
    if (cursor.isElementwise()) {
      return elements(threshold, x, survivors(x), new Lanes(view(x, y, yOffset), scratch));
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
      Writing writing, NoiseShape noise, int[] keep, Tensor x, byte[] y, int yOffset) {
    select(writing, x);
    Objects.checkFromIndexSize(0, noise.units(), keep.length);
    if (x.length() > 0) {
      write(new UnitCursor(noise), keep, noise.units(), x, y, yOffset);
    }
  }

  /** The quickest way from decisions on units to elements. */
  private void write(UnitCursor cursor, int[] decided, int count, Tensor x, byte[] y, int yOffset) {
    ByteBuffer out = view(x, y, yOffset);
    Lanes lanes = new Lanes(out, scratch);
    int width = x.dtype().bytes();
    if (cursor.isRuns() && cursor.run() * (long) width >= RUN_BYTES && fill.isUniform(cursor)) {
      ByteBuffer in = Values.view(x.data(), x.offset(), x.byteLength());
      runs(cursor.run(), decided, x, element.between(in, out), y, yOffset);
    } else if (cursor.isTiles() && tile(count) > 0 && fill.isUniform()) {
      tiles(count, decided, x, survivors(x), lanes);
    } else {
      anyUnits(cursor, decided, x, survivors(x), lanes);
    }
  }

  private Survivors survivors(Tensor x) {
    return element.between(Values.view(x.data(), x.offset(), x.byteLength()), survivedView);
  }

  private static ByteBuffer view(Tensor x, byte[] y, int yOffset) {
    return Values.view(y, yOffset, x.byteLength());
  }

  /** Units of a tensor without elements: however many, they take no memory. */
  private long countDropped(long threshold, int units) {
    for (int left = units; left > 0; left -= CHUNK) {
      decisions.draw(words, threshold, Math.min(CHUNK, left));
    }
    return decisions.takeDropped();
  }

  private long elements(long threshold, Tensor x, Survivors survivors, Lanes y) {
    int width = x.dtype().bytes();
    int length = x.length();
    for (int from = 0, n; from < length; from += n) {
      n = Math.min(CHUNK, length - from);
      decisions.draw(words, threshold, n);
      chunk(survivors, y, from, n, width, decisions.masks(n, width));
    }
    return decisions.takeDropped();
  }

  private void anyUnits(UnitCursor cursor, int[] decided, Tensor x, Survivors survivors, Lanes y) {
    int width = x.dtype().bytes();
    int length = x.length();
    for (int from = 0, n; from < length; from += n) {
      n = Math.min(CHUNK, length - from);
      cursor.next(decided, keep, n);
      decisions.set(keep, n);
      chunk(survivors, y, from, n, width, decisions.masks(n, width));
    }
  }

  private void chunk(Survivors survivors, Lanes y, int from, int n, int width, byte[] masks) {
    survivors.write(from, 0, n);
    y.write(from * width, n * width, survived, masks, fill.lanes(from, n));
  }

  /** Unit after unit covers {@code run} elements: dropped runs are never read. */
  private void runs(int run, int[] decided, Tensor x, Survivors survivors, byte[] y, int yOffset) {
    int width = x.dtype().bytes();
    int count = x.length() / run;
    for (int unit = 0; unit < count; unit++) {
      int from = unit * run;
      if (decided[unit] == 0) {
        fill.write(y, yOffset + from * width, run * width, unit);
      } else {
        for (int i = 0, n; i < run; i += n) {
          n = Math.min(CHUNK, run - i);
          survivors.write(from + i, from + i, n);
        }
      }
    }
  }

  /** All units side by side, again and again: their masks are laid out once, as a tile. */
  private void tiles(int count, int[] decided, Tensor x, Survivors survivors, Lanes y) {
    int width = x.dtype().bytes();
    int length = x.length();
    int tile = tile(count);
    for (int i = 0; i < tile; i += count) {
      System.arraycopy(decided, 0, keep, i, count);
    }
    decisions.set(keep, tile);
    byte[] masks = decisions.masks(tile, width);
    for (int from = 0, n; from < length; from += n) {
      n = Math.min(tile, length - from);
      chunk(survivors, y, from, n, width, masks);
    }
  }

  /** The most elements of a tile of whole units and whole longs; 0 if none fits. */
  private static int tile(int count) {
    int step = count << Math.max(0, 3 - Integer.numberOfTrailingZeros(count));
    return step > CHUNK || count > CHUNK ? 0 : CHUNK / step * step;
  }

  private void select(Writing writing, Tensor x) {
    fill.set(writing.layout(), writing.fill(), x);
    DType dtype = x.dtype();
    double factor = writing.factor(dtype);
    if (dtype != elementType || factor != elementFactor || writing.offset() != elementOffset) {
      element = ElementDropout.of(dtype, factor, writing.offset());
      elementType = dtype;
      elementFactor = factor;
      elementOffset = writing.offset();
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
