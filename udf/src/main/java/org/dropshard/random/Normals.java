package org.dropshard.random;

/**
 * Normal numbers by position: z(u) of (seed, id, stream) is the same to the last bit on every
 * machine. Box–Muller on pairs of {@link Numbers}: with a and b the upper 53 bits of numbers 2j and
 * 2j + 1,
 *
 * <pre>
 * r = √(−2 ln((a + 1) · 2⁻⁵³)),  φ = 2π · (b · 2⁻⁵³),  z(2j) = r cos φ,  z(2j + 1) = r sin φ
 * </pre>
 *
 * in double, logarithm, cosine and sine those of {@link StrictMath}, whose results are defined bit
 * by bit. |z| ≤ 8.58.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177706645">Box, Muller: A note on the generation of
 *     random normal deviates (1958)</a>
 */
public final class Normals {
  private final Numbers numbers = new Numbers();
  private double second;
  private boolean hasSecond;

  /**
   * Goes to z(0).
   *
   * @param count how many will be taken, at most
   * @throws IllegalArgumentException if {@code stream} is negative
   */
  public void start(long seed, long id, int stream, int count) {
    numbers.start(seed, id, stream, count + 1L & ~1L);
    hasSecond = false;
  }

  /**
   * The next normal number: mean 0, variance 1.
   *
   * @throws IllegalStateException if all were taken
   */
  public double next() {
    if (hasSecond) {
      hasSecond = false;
      return second;
    }
    double a = ((numbers.next() >>> 11) + 1) * 0x1p-53; // in (0, 1]
    double angle = 2 * Math.PI * numbers.fraction();
    double radius = Math.sqrt(-2 * StrictMath.log(a)); // a square root is exact to half a unit
    second = radius * StrictMath.sin(angle);
    hasSecond = true;
    return radius * StrictMath.cos(angle);
  }
}
