package org.dropshard.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelHistogramsTest {
  private static final int[][] SHAPES = {
    {},
    {1},
    {7},
    {3, 0},
    {3, 207},
    {207, 3},
    {2, 4098},
    {4098, 2},
    {3, 40, 40},
    {40, 40, 3},
    {20, 5, 5},
    {30, 30, 20}
  };

  private static final DType[] DTYPES = DType.values();

  private final TensorStats kernel = new TensorStats();

  @Test
  void bytesAreCountedOneByOne() {
    Random random = new Random(1);
    for (int[] shape : SHAPES) {
      for (Layout layout : Layout.values()) {
        Tensor x = tensor(random, DType.UINT8, shape);
        List<ValueHistogram> found = of(x, layout).channels();
        int channels = layout.channels(shape);
        assertEquals(Math.min(channels, ChannelHistograms.CHANNELS), found.size());
        long[][] expected = new long[channels][256];
        int places = channels == 0 ? 0 : x.length() / channels;
        for (int i = 0; i < x.length(); i++) {
          int channel = layout == Layout.CHW ? i / places : i % channels;
          expected[channel][x.data()[i] & 0xff]++;
        }
        for (int c = 0; c < found.size(); c++) {
          long[] counts = new long[256];
          found
              .get(c)
              .forEach(
                  (low, high, count) -> {
                    assertEquals(low, high);
                    counts[(int) low] += count;
                  });
          assertArrayEquals(expected[c], counts, x + " " + layout);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyValueCountsOnceInABinThatHoldsIt(DType dtype) {
    Random random = new Random(2);
    for (int[] shape : SHAPES) {
      Tensor x = tensor(random, dtype, shape);
      int channels = Layout.CHW.channels(shape);
      int places = channels == 0 ? 0 : x.length() / channels;
      List<ValueHistogram> found = of(x, Layout.CHW).channels();
      for (int c = 0; c < found.size(); c++) {
        TreeMap<Double, Double> bins = new TreeMap<>();
        long[] total = {0};
        found
            .get(c)
            .forEach(
                (low, high, count) -> {
                  bins.put(low, high);
                  total[0] += count;
                });
        assertEquals(places, total[0], x + " channel " + c);
        if (places <= ChannelHistograms.SAMPLED) {
          for (int i = 0; i < places; i++) {
            double value = (float) value(x, c * places + i);
            var bin = bins.floorEntry(value);
            assertTrue(bin != null && value <= bin.getValue(), value + " in " + bins);
          }
        }
      }
    }
  }

  @Test
  void binsOfManyFloatsAreNarrow() {
    ValueHistogram histogram = new ValueHistogram();
    for (float value : new float[] {1, -1, 255, 1e-30f, -3e38f, Float.MIN_NORMAL}) {
      histogram.floats().add(Float.floatToRawIntBits(value), 1);
    }
    assertEquals(ValueHistogram.Bins.VALUES, histogram.bins());
    for (int i = 0; i < Tally.MOST; i++) {
      histogram.floats().add(Float.floatToRawIntBits(2 + i / 1000f), 1);
    }
    assertEquals(ValueHistogram.Bins.FRACTIONS, histogram.bins());
    histogram.forEach(
        (low, high, count) ->
            assertTrue(
                (high - low) / Math.min(Math.abs(low), Math.abs(high)) <= 0.0625,
                low + " " + high));
  }

  /** A constant with what was dropped, labels, 12-bit photographs: nothing is smeared. */
  @Test
  void fewValuesAreCountedOneByOneAndShortsByLevels() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.INT32, DType.UINT16, DType.FLOAT64}) {
      Tensor x = of(dtype, 1, 0, 1, 1, 7);
      List<String> bins = bins(of(x, Layout.CHW).channels().get(0));
      assertEquals(List.of("0.0 0.0 1", "1.0 1.0 3", "7.0 7.0 1"), bins, dtype.toString());
    }
    double[] photograph = new double[5000];
    for (int i = 0; i < photograph.length; i++) {
      photograph[i] = i % 4096;
    }
    ValueHistogram levels = of(of(DType.UINT16, photograph), Layout.CHW).channels().get(0);
    assertEquals(ValueHistogram.Bins.LEVELS, levels.bins());
    assertTrue(levels.looked() < 5000);
    long[] total = {0};
    levels.forEach(
        (low, high, count) -> {
          assertTrue(high - low == 16 && low % 16 == 0, low + " " + high);
          total[0] += count;
        });
    assertEquals(5000, total[0]);
  }

  private static Tensor of(DType dtype, double... values) {
    byte[] data = new byte[values.length * dtype.bytes()];
    Tensor x = new Tensor(dtype, new int[] {1, values.length}, data, 0);
    for (int i = 0; i < values.length; i++) {
      long bits = Values.toBits(dtype, values[i]);
      Values.putBits(Values.view(data, 0, data.length), dtype.bytes(), i, bits);
    }
    return x;
  }

  private static List<String> bins(ValueHistogram histogram) {
    List<String> bins = new ArrayList<>();
    histogram.forEach((low, high, count) -> bins.add(low + " " + high + " " + count));
    return bins;
  }

  @Test
  void whatIsNotFiniteIsLeftOut() {
    Tensor x = new Tensor(DType.FLOAT32, new int[] {1, 4}, new byte[16], 0);
    ByteBuffer values = Values.view(x.data(), 0, 16);
    values.putFloat(Float.NaN).putFloat(Float.NEGATIVE_INFINITY).putFloat(-0f).putFloat(0f);
    List<String> bins = new ArrayList<>();
    of(x, Layout.CHW)
        .channels()
        .get(0)
        .forEach((low, high, count) -> bins.add(low + " × " + count));
    assertEquals(List.of("0.0 × 2"), bins);
  }

  @Test
  void doublesBeyondTheFloatsCountAsTheLargest() {
    Tensor x = new Tensor(DType.FLOAT64, new int[] {1, 2}, new byte[16], 0);
    Values.view(x.data(), 0, 16).putDouble(1e300).putDouble(-1e300);
    List<Double> ends = new ArrayList<>();
    of(x, Layout.CHW)
        .channels()
        .get(0)
        .forEach((low, high, count) -> Collections.addAll(ends, low, high));
    double most = Float.MAX_VALUE;
    assertEquals(List.of(most, most, -most, -most), ends);
  }

  @Test
  void mergesInAnyOrderToTheSameBytes() throws IOException {
    Random random = new Random(3);
    List<ChannelHistograms> parts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      DType dtype = DTYPES[i % DTYPES.length];
      // Few values in each part, many together, of some channels; few together of others.
      parts.add(of(tensor(random, dtype, new int[] {1 + i % 5, 3 + 60 * (i % 3)}), Layout.CHW));
    }
    byte[] expected = bytes(merged(parts));
    Collections.shuffle(parts, random);
    assertArrayEquals(expected, bytes(merged(parts)));
    ChannelHistograms read = new ChannelHistograms();
    read.read(new DataInputStream(new ByteArrayInputStream(expected)));
    assertArrayEquals(expected, bytes(read));
  }

  private static ChannelHistograms merged(List<ChannelHistograms> parts) {
    ChannelHistograms sum = new ChannelHistograms();
    parts.forEach(sum::merge);
    return sum;
  }

  private static byte[] bytes(ChannelHistograms histograms) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    histograms.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private ChannelHistograms of(Tensor x, Layout layout) {
    ChannelHistograms histograms = new ChannelHistograms();
    kernel.add(x, layout, new ChannelStats(), histograms);
    return histograms;
  }

  private static double value(Tensor x, int index) {
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    return Values.ofBits(x.dtype(), Values.bits(view, x.dtype().bytes(), index));
  }

  private static Tensor tensor(Random random, DType dtype, int[] shape) {
    Tensor x = new Tensor(dtype, shape, new byte[(int) Tensor.elements(shape) * dtype.bytes()], 0);
    ByteBuffer view = Values.view(x.data(), 0, x.byteLength());
    for (int i = 0; i < x.length(); i++) {
      double value = dtype.isFloating() ? random.nextGaussian() * 3 : random.nextInt(60000) - 9000;
      Values.putBits(view, dtype.bytes(), i, Values.toBits(dtype, value));
    }
    return x;
  }
}
