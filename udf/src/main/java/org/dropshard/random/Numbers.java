package org.dropshard.random;

/**
 * Numbers of 64 bits by position: number j of (seed, id, stream) is words 2j (its lower half) and
 * 2j + 1 of the {@link Keystream}, which is eight neighbouring bytes of it, little-endian.
 *
 * <p>Not thread-safe. Start a sequence, then take its numbers in order.
 */
public final class Numbers {
  private static final int CHUNK = 64;

  private final Keystream words = new Keystream();
  private final int[] chunk = new int[2 * CHUNK];
  private int next;
  private long left;

  /**
   * Goes to number 0 of a sequence.
   *
   * @param stream in [0, 2³¹)
   * @param count how many numbers will be taken, at most
   * @throws IllegalArgumentException if {@code stream} is negative
   */
  public void start(long seed, long id, int stream, long count) {
    words.start(seed, id, stream, 2 * count);
    left = count;
    next = chunk.length;
  }

  /** The same of a sequence that no mask draws from, as {@link Keystream#startBeyondMasks} says. */
  public void startBeyondMasks(long seed, long id, int number, long count) {
    words.startBeyondMasks(seed, id, number, 2 * count);
    left = count;
    next = chunk.length;
  }

  /**
   * The next number.
   *
   * @throws IllegalStateException if all were taken
   */
  public long next() {
    if (next == chunk.length) {
      int n = (int) Math.min(CHUNK, left);
      if (n == 0) {
        throw new IllegalStateException("Cannot go on: the sequence was started shorter");
      }
      next = chunk.length - 2 * n;
      words.next(chunk, next, 2 * n);
      left -= n;
    }
    long low = chunk[next++] & 0xffffffffL;
    return (long) chunk[next++] << 32 | low;
  }

  /**
   * The next number as one of 0 to n − 1: ⌊number · n / 2⁶⁴⌋, the number unsigned. Each comes with
   * probability 1/n to within 2⁻⁶⁴.
   *
   * @param n ≥ 1
   */
  public int below(int n) {
    long number = next();
    return (int) (Math.multiplyHigh(number, n) + (number >> 63 & n)); // as if unsigned
  }

  /**
   * The same of 1 to 2³² values.
   *
   * @param n in [1, 2³²]
   */
  public long belowLong(long n) {
    long number = next();
    return Math.multiplyHigh(number, n) + (number >> 63 & n); // as if unsigned
  }

  /** The next number as a fraction in [0, 1): its upper 53 bits. */
  public double fraction() {
    return (next() >>> 11) * 0x1p-53;
  }
}
