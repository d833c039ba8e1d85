package org.dropshard.dropout;

import java.nio.ByteBuffer;
import org.dropshard.random.Normals;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Multiplicative Gaussian noise: y = x · (1 + σ z(u)) with σ = √(p / (1 − p)) and z(u) the u-th
 * number of {@link Normals}, the product in double and rounded to the type. It is its own backward
 * pass: dx = dy · (1 + σ z(u)). Nothing is dropped. Holds the generator of one thread.
 *
 * @see <a href="https://jmlr.org/papers/v15/srivastava14a.html">Srivastava et al. (2014), section
 *     10; Keras' {@code GaussianDropout}</a>
 */
public final class GaussianDropout {
  private static final int CHUNK = TensorDropout.CHUNK;

  private final Normals normals = new Normals();
  private final int[] unitOf = new int[CHUNK];

  /**
   * Writes the tensor {@code x} with noise.
   *
   * @param p in [0, 1); 0 copies
   * @param noise which elements share a number
   * @param y takes {@code x.byteLength()} bytes from {@code yOffset}; may be the array of {@code x}
   *     at the same offset
   * @throws IllegalArgumentException if p is 1, whose noise has no finite deviation
   */
  public void apply(
      DropProbability p,
      NoiseShape noise,
      long seed,
      long id,
      int stream,
      Tensor x,
      byte[] y,
      int yOffset) {
    if (p.value() == 1) {
      throw Invalid.argument("drop probability", "1.0", "Gaussian noise needs less than 1");
    }
    if (p.value() == 0 || x.length() == 0) {
      System.arraycopy(x.data(), x.offset(), y, yOffset, x.byteLength());
      return;
    }
    double sigma = Math.sqrt(p.value() / p.keep());
    int count = noise.units();
    normals.start(seed, id, stream, count);
    ByteBuffer in = Values.view(x.data(), x.offset(), x.byteLength());
    ByteBuffer out = Values.view(y, yOffset, x.byteLength());
    UnitCursor cursor = new UnitCursor(noise);
    if (cursor.isElementwise()) {
      for (int i = 0; i < count; i++) {
        write(x.dtype(), in, out, i, 1 + sigma * normals.next());
      }
      return;
    }
    double[] factors = new double[count];
    int[] numbers = new int[count];
    for (int u = 0; u < count; u++) {
      factors[u] = 1 + sigma * normals.next();
      numbers[u] = u;
    }
    for (int from = 0, n; from < x.length(); from += n) {
      n = Math.min(CHUNK, x.length() - from);
      cursor.next(numbers, unitOf, n);
      for (int i = 0; i < n; i++) {
        write(x.dtype(), in, out, from + i, factors[unitOf[i]]);
      }
    }
  }

  private static void write(DType dtype, ByteBuffer x, ByteBuffer y, int i, double factor) {
    int width = dtype.bytes();
    double value = Values.ofBits(dtype, Values.bits(x, width, i));
    Values.putBits(y, width, i, Values.toBits(dtype, value * factor));
  }
}
