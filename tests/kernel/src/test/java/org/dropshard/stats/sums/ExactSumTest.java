package org.dropshard.stats.sums;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {
  private static final BigDecimal UNIT = BigDecimal.valueOf(2).pow(-ExactSum.unitExponent());

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 13, 207, 4098})
  void sumsOfAnyDoublesAreExact(int n) {
    Random random = new Random(n);
    ExactSum sum = new ExactSum();
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < n; i++) {
      double term = anyFinite(random);
      sum.add(term);
      expected = expected.add(new BigDecimal(term));
      if (i % 97 == 0) {
        assertExact(expected, sum);
      }
    }
    assertExact(expected, sum);
  }

  @Test
  void extremesAreExact() {
    double[] terms = {
      Double.MAX_VALUE,
      Double.MIN_VALUE,
      -Double.MAX_VALUE,
      Double.MIN_NORMAL,
      0.0,
      -0.0,
      1,
      -1,
      Math.nextDown(Double.MIN_NORMAL),
      -Double.MIN_VALUE,
      0x1p52,
      0x1.fffffffffffffp-1
    };
    ExactSum sum = new ExactSum();
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < 10_000; i++) {
      double term = terms[i * 7 % terms.length];
      sum.add(term);
      expected = expected.add(new BigDecimal(term));
    }
    assertExact(expected, sum);
  }

  @Test
  void integersAreExact() {
    Random random = new Random(8);
    long[] edges = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, -(1L << 32), 0xffffffffL};
    ExactSum sum = new ExactSum();
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < 5000; i++) {
      long term = i % 3 == 0 ? edges[random.nextInt(edges.length)] : random.nextLong();
      sum.add(term);
      expected = expected.add(new BigDecimal(term));
    }
    assertExact(expected, sum);
  }

  @Test
  void productsAreExact() {
    Random random = new Random(9);
    ExactSum sum = new ExactSum();
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < 5000; i++) {
      double a = Math.scalb(random.nextGaussian(), random.nextInt(400));
      double b = Math.scalb(random.nextGaussian(), random.nextInt(400) - 200);
      sum.addProduct(a, b);
      expected = expected.add(new BigDecimal(a).multiply(new BigDecimal(b)));
    }
    assertExact(expected, sum);
  }

  @Test
  void anyOrderAndAnyMergesGiveTheSameState() {
    Random random = new Random(10);
    List<Double> terms = new ArrayList<>();
    ExactSum inOrder = new ExactSum();
    for (int i = 0; i < 4098; i++) {
      terms.add(anyFinite(random));
      inOrder.add(terms.get(i));
    }
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(terms, random);
      List<ExactSum> parts = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(9); i++) {
        parts.add(new ExactSum());
      }
      for (double term : terms) {
        parts.get(random.nextInt(parts.size())).add(term);
      }
      while (parts.size() > 1) {
        ExactSum part = parts.remove(random.nextInt(parts.size()));
        parts.get(random.nextInt(parts.size())).add(part);
      }
      assertEquals(inOrder.units(), parts.get(0).units());
    }
  }

  @Test
  void aWrittenSumAddsToAnother() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      ExactSum a = new ExactSum();
      ExactSum b = new ExactSum();
      ExactSum both = new ExactSum();
      for (int i = 0; i < 5; i++) {
        double x = anyFinite(random);
        double y = anyFinite(random);
        a.add(x);
        b.add(y);
        both.add(x);
        both.add(y);
      }
      b.read(written(a));
      assertEquals(both.units(), b.units());
    }
  }

  private static DataInputStream written(ExactSum sum) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sum.write(new DataOutputStream(bytes));
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }

  /** What doubles lose on the way: 1 + 2⁻¹⁰⁰ − 1. */
  @Test
  void theValueIsTheSumRoundedOnce() throws IOException {
    ExactSum sum = new ExactSum();
    for (double term : new double[] {1, 0x1p-100, 1e300, -1, -1e300}) {
      sum.add(term);
    }
    assertEquals(0x1p-100, sum.doubleValue());
    sum.add(3.0);
    assertEquals(3, sum.doubleValue());
    sum.add(Double.POSITIVE_INFINITY);
    ExactSum read = new ExactSum();
    read.read(written(sum));
    assertEquals(Double.POSITIVE_INFINITY, read.doubleValue());
    read.add(Double.NEGATIVE_INFINITY);
    assertEquals(Double.NaN, read.doubleValue());
    assertEquals(0, new ExactSum().doubleValue());
  }

  @Test
  void addingASumLeavesItAsItIs() {
    ExactSum a = new ExactSum();
    a.add(1.5);
    BigInteger before = a.units();
    ExactSum b = new ExactSum();
    b.add(a);
    b.add(a);
    assertEquals(before, a.units());
    assertEquals(before.shiftLeft(1), b.units());
    a.add(a);
    assertEquals(before.shiftLeft(1), a.units());
  }

  @Test
  void carriesWaitForAsManyTermsAsItTakes() {
    ExactSum doubled = new ExactSum();
    doubled.add(-0x1.fffffffffffffp1000);
    doubled.add(0x1.fffffffffffffp-1000);
    BigInteger one = doubled.units();
    for (int i = 0; i < 31; i++) {
      doubled.add(doubled);
    }
    assertEquals(one.shiftLeft(31), doubled.units());
  }

  @Test
  void nonFiniteTermsShowInAnyOrder() {
    for (double odd :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      ExactSum before = new ExactSum();
      before.add(odd);
      before.add(1);
      ExactSum after = new ExactSum();
      after.add(1);
      assertTrue(after.isFinite());
      after.add(odd);
      assertFalse(before.isFinite());
      assertFalse(after.isFinite());
      assertEquals(before.units(), after.units());
    }
  }

  @Test
  void fractionsRoundOnceToTheNearestDouble() {
    Random random = new Random(12);
    for (int round = 0; round < 5000; round++) {
      BigInteger numerator = new BigInteger(1 + random.nextInt(300), random);
      BigInteger denominator = new BigInteger(1 + random.nextInt(60), random).add(BigInteger.ONE);
      if (random.nextBoolean()) {
        numerator = numerator.negate();
      }
      double value = Fraction.toDouble(numerator, denominator, -100);
      BigDecimal scaled = new BigDecimal(numerator);
      BigDecimal unit = new BigDecimal(denominator).multiply(BigDecimal.valueOf(2).pow(100));
      BigDecimal error = new BigDecimal(value).multiply(unit).subtract(scaled).abs();
      BigDecimal halfUlp = new BigDecimal(Math.ulp(value) / 2).multiply(unit);
      assertTrue(error.compareTo(halfUlp) <= 0, () -> value + " is not the nearest");
    }
  }

  /** Every exponent alike, subnormals too. */
  static double anyFinite(Random random) {
    while (true) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (random.nextInt(50) == 0) {
        value = Double.longBitsToDouble(random.nextLong() & 0x800fffffffffffffL);
      }
      if (Double.isFinite(value)) {
        return value;
      }
    }
  }

  private static void assertExact(BigDecimal expected, ExactSum sum) {
    assertEquals(0, expected.multiply(UNIT).compareTo(new BigDecimal(sum.units())));
    assertTrue(sum.isFinite());
  }
}
