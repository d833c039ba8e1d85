package org.dropshard.dropout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.DoubleStream;
import org.dropshard.random.Keystream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepMaskTest {
  private static final int COUNT = 4098;

  private final Keystream words = new Keystream();
  private final int[] word = new int[COUNT];

  /** Thresholds at and beside real words, and at the ends, where a signed compare goes wrong. */
  @Test
  void keepsExactlyTheWordsNotBelowTheThreshold() {
    words.start(1, 2, 3, COUNT);
    words.next(word, 0, COUNT);
    for (int i = 0; i < 50; i++) {
      long r = Integer.toUnsignedLong(word[i]);
      for (long t : new long[] {r - 1, r, r + 1}) {
        check(t);
      }
    }
    for (long t : new long[] {0, 1, 0x7fffffffL, 0x80000000L, 0x80000001L, 0xffffffffL, 1L << 32}) {
      check(t);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 13, 207})
  void touchesNothingAround(int n) {
    int[] keep = new int[n + 2];
    keep[0] = 99;
    keep[n + 1] = 99;
    words.start(1, 2, 3, n);
    int dropped = KeepMask.next(words, 1L << 31, keep, 1, n);
    int kept = 0;
    for (int i = 1; i <= n; i++) {
      kept -= keep[i];
    }
    assertEquals(n, kept + dropped);
    assertEquals(99, keep[0]);
    assertEquals(99, keep[n + 1]);
  }

  @Test
  void thresholdIsTheFloorOfTheProductPlusAHalf() {
    assertEquals(0, threshold(0));
    assertEquals(0, threshold(0x1p-34));
    assertEquals(1, threshold(0x1p-33));
    assertEquals(1, threshold(0x1p-32));
    assertEquals(429496730L, threshold(0.1)); // 0.1 · 2³² = 429496729.6
    assertEquals(1431655765L, threshold(1 / 3.0)); // 1431655765.33
    assertEquals(1L << 31, threshold(0.5));
    assertEquals(0xffffffffL, threshold(1 - 0x1p-32));
    assertEquals(1L << 32, threshold(1 - 0x1p-34));
    assertEquals(1L << 32, threshold(1));
  }

  @Test
  void probabilitiesOutsideTheUnitIntervalAreRefused() {
    DoubleStream.of(-Double.MIN_VALUE, -1, Math.nextUp(1), 2, Double.NaN, Double.POSITIVE_INFINITY)
        .forEach(
            p -> {
              String message =
                  assertThrows(IllegalArgumentException.class, () -> new DropProbability(p))
                      .getMessage();
              assertEquals("Invalid drop probability: " + p + " (0 to 1)", message);
            });
  }

  private static long threshold(double p) {
    return new DropProbability(p).threshold();
  }

  private void check(long threshold) {
    int[] keep = new int[COUNT];
    words.start(1, 2, 3, COUNT);
    int dropped = KeepMask.next(words, threshold, keep, 0, COUNT);
    int expected = 0;
    for (int i = 0; i < COUNT; i++) {
      boolean kept = Integer.toUnsignedLong(word[i]) >= threshold;
      assertEquals(kept ? -1 : 0, keep[i]);
      expected += kept ? 0 : 1;
    }
    assertEquals(expected, dropped);
  }
}
