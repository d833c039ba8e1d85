package org.dropshard.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import java.util.function.DoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * float16 and bfloat16, all 65,536 patterns both ways, against the definition: (−1)^sign ·
 * (fraction and hidden bit) · 2^exponent, as a decimal without rounding.
 */
class HalfFloatsTest {
  enum Format {
    FLOAT16(10, 15, Float16::ofDouble),
    BFLOAT16(7, 127, BFloat16::ofDouble);

    final int fractionBits;
    final int bias;
    final DoubleFunction<Short> round;

    Format(int fractionBits, int bias, DoubleFunction<Short> round) {
      this.fractionBits = fractionBits;
      this.bias = bias;
      this.round = round;
    }

    int infinity() {
      return 0x8000 - (1 << fractionBits);
    }

    float widen(int bits) {
      return this == FLOAT16 ? Float16.toFloat((short) bits) : BFloat16.toFloat((short) bits);
    }

    int narrow(double value) {
      return round.apply(value) & 0xffff;
    }

    /** The value of a finite magnitude; that of {@link #infinity} is the next power of two. */
    BigDecimal value(int magnitude) {
      int exponent = magnitude >> fractionBits;
      int fraction = magnitude & (1 << fractionBits) - 1;
      int significand = exponent == 0 ? fraction : fraction | 1 << fractionBits;
      int power = Math.max(exponent, 1) - bias - fractionBits;
      return new BigDecimal(significand).multiply(new BigDecimal(Math.scalb(1.0, power)));
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyPatternWidensToItsValue(Format format) {
    for (int bits = 0; bits < 0x10000; bits++) {
      float value = format.widen(bits);
      int magnitude = bits & 0x7fff;
      assertEquals(bits >> 15, Float.floatToRawIntBits(value) >>> 31);
      if (magnitude > format.infinity()) {
        assertTrue(Float.isNaN(value));
        int fraction = magnitude - format.infinity();
        assertEquals(
            fraction << 23 - format.fractionBits, Float.floatToRawIntBits(value) & 0x7fffff);
      } else if (magnitude == format.infinity()) {
        assertTrue(Float.isInfinite(value));
      } else {
        assertEquals(0, new BigDecimal(Math.abs(value)).compareTo(format.value(magnitude)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyPatternComesBack(Format format) {
    int quiet = 1 << format.fractionBits - 1;
    for (int bits = 0; bits < 0x10000; bits++) {
      boolean nan = (bits & 0x7fff) > format.infinity();
      assertEquals(nan ? bits | quiet : bits, format.narrow(format.widen(bits)));
    }
  }

  /** Between any two neighbours: below the middle down, above it up, at it to the even one. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void midpointsRoundHalfToEven(Format format) {
    for (int low = 0; low < format.infinity(); low++) {
      double middle =
          format.value(low).add(format.value(low + 1)).divide(BigDecimal.valueOf(2)).doubleValue();
      int even = low + (low & 1);
      for (int sign : new int[] {0, 0x8000}) {
        double m = sign == 0 ? middle : -middle;
        assertEquals(sign | even, format.narrow(m));
        assertEquals(sign | low, format.narrow(sign == 0 ? Math.nextDown(m) : Math.nextUp(m)));
        assertEquals(sign | low + 1, format.narrow(sign == 0 ? Math.nextUp(m) : Math.nextDown(m)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void extremesOverflowAndUnderflow(Format format) {
    for (double huge : new double[] {1e39, 1e300, Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
      assertEquals(format.infinity(), format.narrow(huge));
      assertEquals(0x8000 | format.infinity(), format.narrow(-huge));
    }
    for (double tiny : new double[] {1e-50, 1e-300, Double.MIN_VALUE, 0.0}) {
      assertEquals(0, format.narrow(tiny));
      assertEquals(0x8000, format.narrow(-tiny));
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void randomDoublesGoToTheNearest(Format format) {
    Random random = new Random(16);
    for (int i = 0; i < 20_000; i++) {
      double value = Math.scalb(random.nextDouble(), random.nextInt(55) - 40);
      int bits = format.narrow(value);
      BigDecimal exact = new BigDecimal(value);
      BigDecimal error = exact.subtract(format.value(bits)).abs();
      for (int neighbour : new int[] {Math.max(bits - 1, 0), bits + 1}) {
        assertTrue(error.compareTo(exact.subtract(format.value(neighbour)).abs()) <= 0);
      }
    }
  }
}
