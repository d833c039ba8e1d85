package org.dropshard.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NormalizationTest {
  private static Tensor tensor(DType dtype, int[] shape, double... values) {
    byte[] data = new byte[values.length * dtype.bytes()];
    Doubles.write(values, dtype, data, 0);
    return new Tensor(dtype, shape, data, 0);
  }

  private static double std(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Math.sqrt(
        Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
  }

  private static ChannelStats stats(Nodata nodata, Tensor... samples) {
    ChannelStats stats = new ChannelStats();
    TensorStats kernel = new TensorStats(nodata);
    for (Tensor sample : samples) {
      kernel.add(sample, Layout.CHW, stats);
    }
    return stats;
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8,255",
    "UINT16,65535",
    "INT16,32767",
    "INT32,2147483647",
    "FLOAT16,1",
    "BFLOAT16,1",
    "FLOAT32,1",
    "FLOAT64,1"
  })
  void integersAreOverTheLargestOfTheirType(DType dtype, long scale) {
    ChannelStats stats =
        stats(
            null,
            tensor(dtype, new int[] {2, 2}, 1, 5, 7, 7),
            tensor(dtype, new int[] {2, 1}, 9, 8));
    Normalization first = stats.normalizations().get(0);
    assertEquals(scale, first.scale());
    assertEquals(5. / scale, first.mean(), 1e-15 / scale);
    assertEquals(std(1, 5, 9) / scale, first.std(), 1e-15);
    assertEquals(1. / scale, first.meanOfSampleStd(), 0, "of 2 and 0");
    assertEquals(0, stats.normalizations().get(1).meanOfSampleStd());
  }

  /** Each way to sum up, of few places and of many, around a pivot far from zero. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void deviationsAreThoseOfEachSample(DType dtype) {
    Random random = new Random(dtype.ordinal());
    double far = dtype.isFloating() ? 100 : largest(dtype) / 2;
    for (int places : new int[] {1, 13, 700, 5000, 70_000}) {
      double[] expected = new double[3];
      ChannelStats planes = new ChannelStats();
      ChannelStats pixels = new ChannelStats();
      for (int sample = 0; sample < 3; sample++) {
        double[][] values = new double[3][];
        double[] chw = new double[3 * places];
        double[] hwc = new double[3 * places];
        for (int c = 0; c < 3; c++) {
          values[c] = random.doubles(places, far, far + 27).map(Math::rint).toArray();
          expected[c] += std(read(dtype, values[c])) / 3;
          for (int i = 0; i < places; i++) {
            chw[c * places + i] = values[c][i];
            hwc[i * 3 + c] = values[c][i];
          }
        }
        new TensorStats().add(tensor(dtype, new int[] {3, places}, chw), Layout.CHW, planes);
        new TensorStats()
            .add(
                tensor(dtype, new int[] {places, 3}, hwc),
                Layout.HWC,
                pixels,
                new ChannelHistograms());
      }
      for (int c = 0; c < 3; c++) {
        double scale = planes.normalizations().get(c).scale();
        double found = planes.normalizations().get(c).meanOfSampleStd() * scale;
        assertEquals(expected[c], found, 1e-13 * expected[c], places + " places");
        found = pixels.normalizations().get(c).meanOfSampleStd() * scale;
        assertEquals(expected[c], found, 1e-13 * expected[c], places + " places");
      }
    }
  }

  private static long largest(DType dtype) {
    return stats(null, tensor(dtype, new int[] {1, 1}, 0)).normalizations().get(0).scale();
  }

  private static double[] read(DType dtype, double[] values) {
    Tensor x = tensor(dtype, new int[] {values.length}, values);
    ByteBuffer view = Values.view(x.data(), 0, x.byteLength());
    double[] read = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      read[i] = Values.ofBits(dtype, Values.bits(view, dtype.bytes(), i));
    }
    return read;
  }

  @Test
  void wholeRangeOfIntegers() {
    double most = Integer.MAX_VALUE;
    double[] values = new double[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? most : -most;
    }
    Tensor x = tensor(DType.INT32, new int[] {1, values.length}, values);
    assertEquals(1, stats(null, x).normalizations().get(0).meanOfSampleStd());
  }

  @Test
  void whatIsNoNumberOrNoDataIsLeftOut() {
    double nan = Double.NaN;
    double infinity = Double.POSITIVE_INFINITY;
    Tensor some = tensor(DType.FLOAT32, new int[] {1, 6}, 1, nan, 5, infinity, -9999, 3);
    Tensor none = tensor(DType.FLOAT32, new int[] {1, 3}, nan, -9999, infinity);
    Tensor noData = tensor(DType.FLOAT32, new int[] {1, 1}, -9999);
    Normalization is = stats(new Nodata(-9999), some, none, noData).normalizations().get(0);
    assertEquals(new Normalization(0, 1, 3, std(1, 5, 3), std(1, 5, 3)), is);
    is = stats(new Nodata(-9999), none, noData).normalizations().get(0);
    assertEquals(new Normalization(0, 1, nan, nan, nan), is);
  }

  @Test
  void samplesOfOneScaleAlone() {
    Tensor bytes = tensor(DType.UINT8, new int[] {1, 2}, 1, 2);
    Tensor shorts = tensor(DType.UINT16, new int[] {1, 2}, 1, 2);
    Tensor floats = tensor(DType.FLOAT32, new int[] {1, 2}, 1, 2);
    Tensor halves = tensor(DType.FLOAT16, new int[] {1, 2}, 1, 2);
    assertEquals(List.of(), stats(null, bytes, shorts, bytes).normalizations());
    assertEquals(1, stats(null, floats, halves).normalizations().size());
    ChannelStats merged = stats(null, bytes);
    merged.merge(new ChannelStats());
    assertEquals(1, merged.normalizations().size());
    merged.merge(stats(null, floats));
    assertEquals(List.of(), merged.normalizations());
  }

  /**
   * The state of uint8 [[[1, 2]]] as the version before wrote it, and with a place without data.
   */
  @ParameterizedTest
  @CsvSource({STATE, COUNTED})
  void earlierStatesLackThem(String state) throws IOException {
    ChannelStats read = new ChannelStats();
    read.read(new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(state))));
    assertEquals(1.5, read.summaries().get(0).mean());
    assertEquals(state.equals(COUNTED) ? 4 : 0, read.summaries().get(0).nodata());
    assertEquals(List.of(), read.normalizations());
    read.merge(stats(null, tensor(DType.UINT8, new int[] {1, 2}, 1, 2)));
    assertEquals(4, read.summaries().get(0).count());
    assertEquals(List.of(), read.normalizations());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    read.write(new DataOutputStream(bytes));
    ChannelStats again = new ChannelStats();
    again.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertEquals(read.summaries(), again.summaries());
    assertEquals(List.of(), again.normalizations());
  }

  private static final String STATE =
      "0000000100000000000000020000000000000000000000000000000000000000000000003ff00000"
          + "00000000400000000000000000000000000000000440000103000000000000000004400001050000"
          + "0000000000000000000100";
  private static final String COUNTED =
      "fffffffe00000000000000020000000000000000000000000000000000000000000000003ff00000"
          + "00000000400000000000000000000000000000000440000103000000000000000004400001050000"
          + "00000000000000000001000000000000000004";
}
