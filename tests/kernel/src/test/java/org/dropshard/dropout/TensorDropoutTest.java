package org.dropshard.dropout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels equal {@link ReferenceDropout} to the last bit. */
class TensorDropoutTest {
  /** Ranks 0 to 5, empty axes, single channels, chunks and tiles that do not come out even. */
  private static final int[][] SHAPES = {
    {},
    {0},
    {1},
    {7},
    {207},
    {4098},
    {0, 3},
    {3, 0},
    {5, 0, 2},
    {1, 1},
    {1, 13},
    {13, 1},
    {3, 4099},
    {4099, 3},
    {2, 31},
    {63, 33},
    {1, 7, 13},
    {7, 13, 1},
    {3, 32, 32},
    {32, 32, 3},
    {13, 1, 7},
    {16, 7, 7},
    {7, 7, 16},
    {130, 2, 2},
    {2, 2, 130},
    {2, 3, 5, 7},
    {3, 1, 4, 1},
    {1, 2, 1, 2, 3}
  };

  private static final double[] PROBABILITIES = {0, 1e-10, 0.1, 1 / 3.0, 0.5, 0.9, 1 - 1e-10, 1};
  private static final double[] FILLS = {0, -0.0, Double.NaN, 1.5, -2.5, 1e300, 255, 0.1};
  private static final byte GUARD = 0x5a;

  private final TensorDropout kernel = new TensorDropout();

  @ParameterizedTest
  @EnumSource(DType.class)
  void equalsTheReference(DType dtype) {
    Random random = new Random(dtype.ordinal());
    for (int[] shape : SHAPES) {
      for (Kind kind : Kind.values()) {
        for (Layout layout : List.of(Layout.CHW, Layout.HWC)) {
          for (double p : PROBABILITIES) {
            for (Scale scale : Scale.values()) {
              Dropout dropout = dropout(random, kind, layout, p, scale, shape);
              check(dropout, kind.noiseShape(shape, layout), dtype, random);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void equalsTheReferenceForAnyNoiseShape(DType dtype) {
    Random random = new Random(100 + dtype.ordinal());
    for (int round = 0; round < 400; round++) {
      int[] shape = new int[random.nextInt(6)];
      int[] noise = new int[shape.length];
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = random.nextInt(20) == 0 ? random.nextInt(2) : 1 + random.nextInt(11);
        noise[axis] = random.nextBoolean() ? 1 : shape[axis];
      }
      Layout layout = Layout.values()[random.nextInt(2)];
      double p = PROBABILITIES[random.nextInt(PROBABILITIES.length)];
      Scale scale = Scale.values()[random.nextInt(3)];
      Dropout dropout = dropout(random, Kind.ELEMENT, layout, p, scale, shape);
      check(dropout, new NoiseShape(shape, noise), dtype, random);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void equalsTheReferenceForFeatureMapsAndPictures(DType dtype) {
    Random random = new Random(200 + dtype.ordinal());
    int[][] shapes = {{512, 7, 7}, {7, 7, 512}, {3, 80, 80}, {80, 80, 3}, {5, 5, 2049}};
    for (int[] shape : shapes) {
      for (Kind kind : Kind.values()) {
        Layout layout = shape[0] > shape[2] || shape[0] == 3 ? Layout.CHW : Layout.HWC;
        Dropout dropout = dropout(random, kind, layout, 0.3, Scale.INVERTED, shape);
        check(dropout, kind.noiseShape(shape, layout), dtype, random);
      }
    }
  }

  /** Lengths about the pieces of the loops, and repeated tiles that are cut off. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void equalsTheReferenceAboutThePiecesOfItsLoops(DType dtype) {
    Random random = new Random(500 + dtype.ordinal());
    for (int length : new int[] {1023, 1024, 1025, 2047, 2048, 2049, 4095, 4097, 8200, 16385}) {
      for (int[] shape : new int[][] {{1, length}, {length, 1}, {length, 3}, {8, length}}) {
        for (Layout layout : List.of(Layout.CHW, Layout.HWC)) {
          Kind kind = Kind.values()[random.nextInt(3)];
          double p = PROBABILITIES[random.nextInt(PROBABILITIES.length)];
          Scale scale = Scale.values()[random.nextInt(3)];
          check(
              dropout(random, kind, layout, p, scale, shape),
              kind.noiseShape(shape, layout),
              dtype,
              random);
        }
      }
    }
  }

  /** More than a megabyte: other pieces, since these come from memory. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "UINT8"})
  void equalsTheReferenceBeyondTheCache(DType dtype) {
    Random random = new Random(600 + dtype.ordinal());
    int places = 2_100_000 / dtype.bytes() / 5;
    Dropout dropout =
        new Dropout(Kind.ELEMENT, Layout.CHW, new DropProbability(0.3), Scale.INVERTED, 1.5);
    int[] shape = {5, places};
    check(dropout, NoiseShape.element(shape), dtype, random);
    check(dropout, NoiseShape.channel(shape, Layout.CHW), dtype, random);
    int[] last = {places, 5};
    check(dropout, NoiseShape.channel(last, Layout.HWC), dtype, random);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void zeroProbabilityKeepsEveryBit(DType dtype) {
    Random random = new Random(300);
    Tensor x = Tensors.random(random, dtype, new int[] {3, 5, 207}, 0);
    for (Kind kind : Kind.values()) {
      for (double p : new double[] {0, 1e-300, 1e-17}) { // 1e-17: the factor rounds to 1
        byte[] y = new byte[x.byteLength()];
        Dropout dropout =
            new Dropout(kind, Layout.CHW, new DropProbability(p), Scale.INVERTED, Double.NaN);
        assertEquals(0, kernel.apply(dropout, 1, 2, 3, x, y, 0));
        assertArrayEquals(Arrays.copyOf(x.data(), y.length), y);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void probabilityOneLeavesNothingButTheFill(DType dtype) {
    Random random = new Random(400);
    for (Kind kind : Kind.values()) {
      Tensor x = Tensors.random(random, dtype, new int[] {3, 5, 207}, 0);
      byte[] y = new byte[x.byteLength()];
      Arrays.fill(y, GUARD);
      Dropout dropout = new Dropout(kind, Layout.CHW, new DropProbability(1), Scale.INVERTED, 0.0);
      long units = kind.noiseShape(x.shape(), Layout.CHW).units();
      assertEquals(units, kernel.apply(dropout, 1, 2, 3, x, y, 0));
      assertArrayEquals(new byte[y.length], y, "no NaN, infinity or sign survives");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void masksAreThoseOfTheReference(Kind kind) {
    NoiseShape noise = kind.noiseShape(new int[] {3, 40, 50}, Layout.CHW);
    int[] keep = new int[noise.units()];
    long dropped = kernel.mask(new DropProbability(0.4), -5, 77, 9, keep);
    ReferenceMask reference = new ReferenceMask(-5, 77, 9, 0.4);
    for (int unit = 0; unit < keep.length; unit++) {
      assertEquals(reference.keeps(unit) ? -1 : 0, keep[unit]);
    }
    assertEquals(Arrays.stream(keep).filter(k -> k == 0).count(), dropped);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"CHW", "HWC"})
  void wrongNumberOfFillsIsRefused(Layout layout) {
    Dropout dropout = new Dropout(Kind.ELEMENT, layout, new DropProbability(0.5), Scale.NONE, 1, 2);
    Tensor x = new Tensor(DType.UINT8, new int[] {3, 1, 3}, new byte[9], 0);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> kernel.apply(dropout, 0, 0, 0, x, x.data(), 0));
    assertEquals("Invalid fill: 2 values (1, or 3 for uint8 [3, 1, 3])", e.getMessage());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shortOutputIsRefused(Kind kind) {
    Dropout dropout = new Dropout(kind, Layout.CHW, new DropProbability(0.5), Scale.INVERTED, 0.0);
    Tensor x = new Tensor(DType.FLOAT32, new int[] {3, 10, 10}, new byte[1200], 0);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> kernel.apply(dropout, 0, 0, 0, x, new byte[1200], 1));
  }

  private static Dropout dropout(
      Random random, Kind kind, Layout layout, double p, Scale scale, int[] shape) {
    int channels = layout.channels(shape);
    double[] fill = new double[random.nextBoolean() || channels == 0 ? 1 : channels];
    Arrays.setAll(fill, c -> FILLS[random.nextInt(FILLS.length)]);
    return new Dropout(kind, layout, new DropProbability(p), scale, fill);
  }

  /** Into a guarded array at an odd place, and in place. */
  private void check(Dropout dropout, NoiseShape noise, DType dtype, Random random) {
    Tensor x = Tensors.random(random, dtype, noise.shape(), random.nextInt(9));
    long seed = random.nextLong();
    long id = random.nextLong();
    int stream = random.nextInt() & Integer.MAX_VALUE;
    String what =
        dtype
            + " "
            + dropout
            + Arrays.toString(dropout.fill())
            + " "
            + noise
            + Arrays.toString(noise.shape())
            + Arrays.toString(noise.noise());
    ReferenceMask mask = new ReferenceMask(seed, id, stream, dropout.p().value());
    byte[] expected = ReferenceDropout.apply(dropout, noise, mask::keeps, x);
    long expectedDrops = 0;
    for (int unit = 0; unit < noise.units(); unit++) {
      expectedDrops += mask.keeps(unit) ? 0 : 1;
    }

    byte[] input = x.data().clone();
    int before = random.nextInt(9);
    byte[] y = new byte[before + expected.length + 8];
    Arrays.fill(y, GUARD);
    long dropped = kernel.apply(dropout, noise, seed, id, stream, x, y, before);
    assertEquals(expectedDrops, dropped, what);
    byte[] guarded = y.clone();
    Arrays.fill(guarded, GUARD);
    System.arraycopy(expected, 0, guarded, before, expected.length);
    assertArrayEquals(guarded, y, what);
    assertArrayEquals(input, x.data(), what);

    kernel.apply(dropout, noise, seed, id, stream, x, x.data(), x.offset());
    System.arraycopy(expected, 0, input, x.offset(), expected.length);
    assertArrayEquals(input, x.data(), () -> "in place: " + what);
  }
}
