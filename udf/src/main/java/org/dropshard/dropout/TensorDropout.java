package org.dropshard.dropout;

import java.nio.ByteBuffer;
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
  private final int[] scratch = new int[2 * CHUNK];
  private final Fill fill = new Fill();
  private int[] units = new int[CHUNK];
  private int[] lanes = new int[2 * CHUNK];
  private ElementDropout element;
  private DType elementType;
  private double elementFactor = 1;

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
    fill.set(dropout, x);
    select(x.dtype(), dropout.scale().factor(dropout.p(), x.dtype()));
    ByteBuffer in = Values.view(x.data(), x.offset(), x.byteLength());
    ByteBuffer out = Values.view(y, yOffset, x.byteLength());
    long threshold = dropout.p().threshold();
    words.start(seed, id, stream, noise.units());
    if (x.length() == 0) {
      return countDropped(threshold, noise.units());
    }
    UnitCursor cursor = new UnitCursor(noise);
    if (cursor.isElementwise()) {
      return elements(threshold, x, in, out);
    }
    int count = noise.units();
    if (units.length < count) {
      units = new int[count];
    }
    final int dropped = KeepMask.next(words, threshold, units, 0, count);
    int width = x.dtype().bytes();
    if (cursor.isRuns() && cursor.run() * (long) width >= RUN_BYTES && fill.isUniform(cursor)) {
      runs(cursor.run(), x, in, out, y, yOffset);
    } else if (cursor.isTiles() && count <= CHUNK && fill.isUniform()) {
      tiles(count, x, in, out);
    } else {
      for (int from = 0, n; from < x.length(); from += n) {
        n = Math.min(CHUNK, x.length() - from);
        cursor.next(units, keep, n);
        chunk(in, out, width, from, n);
      }
    }
    return dropped;
  }

  /** Units of a tensor without elements: however many, they take no memory. */
  private long countDropped(long threshold, int units) {
    long dropped = 0;
    for (int left = units; left > 0; left -= CHUNK) {
      dropped += KeepMask.next(words, threshold, keep, 0, Math.min(CHUNK, left));
    }
    return dropped;
  }

  private long elements(long threshold, Tensor x, ByteBuffer in, ByteBuffer out) {
    long dropped = 0;
    for (int from = 0, n; from < x.length(); from += n) {
      n = Math.min(CHUNK, x.length() - from);
      dropped += KeepMask.next(words, threshold, keep, 0, n);
      chunk(in, out, x.dtype().bytes(), from, n);
    }
    return dropped;
  }

  /** Elements {@code from} to {@code from + n} by the decisions in {@code keep}. */
  private void chunk(ByteBuffer in, ByteBuffer out, int width, int from, int n) {
    Lanes.spread(keep, n, width, lanes);
    ByteBuffer y = slice(out, from, n, width);
    survivors(slice(in, from, n, width), y, n);
    Lanes.fill(y, n * width, lanes, fill.lanes(from, n), scratch);
  }

  /** Unit after unit covers {@code run} elements: dropped runs are never read. */
  private void runs(int run, Tensor x, ByteBuffer in, ByteBuffer out, byte[] y, int yOffset) {
    int width = x.dtype().bytes();
    for (int unit = 0, from = 0; from < x.length(); unit++, from += run) {
      if (units[unit] == 0) {
        fill.write(y, yOffset + from * width, run * width, unit);
      } else if (element == null) {
        System.arraycopy(
            x.data(), x.offset() + from * width, y, yOffset + from * width, run * width);
      } else {
        for (int i = 0, n; i < run; i += n) {
          n = Math.min(CHUNK, run - i);
          element.survivors(slice(in, from + i, n, width), slice(out, from + i, n, width), n);
        }
      }
    }
  }

  /** All units side by side, again and again: their masks are laid out once, as a tile. */
  private void tiles(int count, Tensor x, ByteBuffer in, ByteBuffer out) {
    int width = x.dtype().bytes();
    int tile = CHUNK / count * count;
    for (int i = 0; i < tile; i += count) {
      System.arraycopy(units, 0, keep, i, count);
    }
    Lanes.spread(keep, tile, width, lanes);
    for (int from = 0, n; from < x.length(); from += n) {
      n = Math.min(tile, x.length() - from);
      ByteBuffer y = slice(out, from, n, width);
      survivors(slice(in, from, n, width), y, n);
      Lanes.fill(y, n * width, lanes, fill.lanes(from, n), scratch);
    }
  }

  private void survivors(ByteBuffer x, ByteBuffer y, int n) {
    if (element == null) {
      y.put(0, x, 0, x.capacity());
    } else {
      element.survivors(x, y, n);
    }
  }

  private void select(DType dtype, double factor) {
    if (dtype != elementType || factor != elementFactor) {
      element = factor == 1 ? null : ElementDropout.of(dtype, factor);
      elementType = dtype;
      elementFactor = factor;
    }
  }

  private static ByteBuffer slice(ByteBuffer view, int from, int n, int width) {
    return view.slice(from * width, n * width).order(view.order());
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
