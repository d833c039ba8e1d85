package org.dropshard.random;

/**
 * Normal numbers by one draw each: the quantile of a number of 64 bits. Sums, products, quotients
 * and square roots of doubles in a fixed order, and so the same bits on every machine and in every
 * language that has these.
 *
 * @see <a href="https://doi.org/10.2307/2347330">Wichura: Algorithm AS 241, the percentage points
 *     of the normal distribution (Applied Statistics 37, 1988): its routine PPND16</a>
 */
public final class NormalQuantile {
  // The highest power first, as Horner takes them.
  private static final double[] CENTRE = {
    2509.0809287301227,
    33430.57558358813,
    67265.7709270087,
    45921.95393154987,
    13731.69376550946,
    1971.5909503065513,
    133.14166789178438,
    3.3871328727963665
  };
  private static final double[] CENTRE_BELOW = {
    5226.495278852854,
    28729.085735721943,
    39307.89580009271,
    21213.794301586597,
    5394.196021424751,
    687.1870074920579,
    42.31333070160091,
    1
  };
  private static final double[] TAIL = {
    0.0007745450142783414,
    0.022723844989269184,
    0.2417807251774506,
    1.2704582524523684,
    3.6478483247632045,
    5.769497221460691,
    4.630337846156546,
    1.4234371107496835
  };
  private static final double[] TAIL_BELOW = {
    1.0507500716444169e-09,
    0.0005475938084995345,
    0.015198666563616457,
    0.14810397642748008,
    0.6897673349851,
    1.6763848301838038,
    2.053191626637759,
    1
  };
  private static final double[] FAR = {
    2.0103343992922881e-07,
    2.7115555687434876e-05,
    0.0012426609473880784,
    0.026532189526576124,
    0.29656057182850487,
    1.7848265399172913,
    5.463784911164114,
    6.657904643501103
  };
  private static final double[] FAR_BELOW = {
    2.0442631033899397e-15,
    1.421511758316446e-07,
    1.8463183175100548e-05,
    0.0007868691311456133,
    0.014875361290850615,
    0.1369298809227358,
    0.599832206555888,
    1
  };

  private static final double LN_2 = 0.6931471805599453;
  private static final double SQRT_2 = 1.4142135623730951;

  /** The terms of the logarithm's series behind the first: its rest is below 2⁻⁵⁷. */
  private static final int TERMS = 10;

  private NormalQuantile() {}

  /**
   * A number of mean 0 and variance 1, at most 8.3 away from 0.
   *
   * @param number 64 bits, of which the upper 52 count
   */
  public static double of(long number) {
    double u = ((number >>> 12) + 0.5) * 0x1p-52; // exact, in (0, 1)
    double q = u - 0.5;
    if (Math.abs(q) <= 0.425) {
      double r = 0.180625 - q * q;
      return horner(CENTRE, r) * q / horner(CENTRE_BELOW, r);
    }
    double r = Math.sqrt(-log(q <= 0 ? u : 1 - u));
    double z =
        r <= 5
            ? horner(TAIL, r - 1.6) / horner(TAIL_BELOW, r - 1.6)
            : horner(FAR, r - 5) / horner(FAR_BELOW, r - 5);
    return q < 0 ? -z : z;
  }

  private static double horner(double[] coefficients, double x) {
    double sum = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      sum = sum * x + coefficients[i];
    }
    return sum;
  }

  /** The logarithm of a normal number, by the series of 2 artanh((m − 1) / (m + 1)). */
  private static double log(double x) {
    int exponent = Math.getExponent(x);
    double m = Math.scalb(x, -exponent);
    if (m > SQRT_2) {
      m /= 2;
      exponent++;
    }
    double s = (m - 1) / (m + 1);
    double square = s * s;
    double sum = 0;
    for (int k = TERMS; k > 0; k--) {
      sum = (sum + 1.0 / (2 * k + 1)) * square;
    }
    return exponent * LN_2 + 2 * s * (1 + sum);
  }
}
