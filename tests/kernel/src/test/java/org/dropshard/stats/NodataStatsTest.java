package org.dropshard.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Places without data are counted, and no value to anything else. */
class NodataStatsTest {
  private static final int[][] SHAPES = {
    {1, 1, 1}, {3, 1, 1}, {3, 13, 7}, {2, 70, 70}, {70, 70, 2}
  };

  private static Tensor tensor(DType dtype, int[] shape, double... values) {
    byte[] data = new byte[values.length * dtype.bytes()];
    Doubles.write(values, dtype, data, 0);
    return new Tensor(dtype, shape, data, 0);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void statisticsAreThoseOfTheRest(DType dtype) {
    Random random = new Random(dtype.ordinal());
    for (int[] shape : SHAPES) {
      for (Layout layout : List.of(Layout.CHW, Layout.HWC)) {
        Nodata nodata = new Nodata(7);
        int channels = layout.channels(shape);
        double[] values = random.doubles(Tensor.elements(shape), 0, 30).map(Math::rint).toArray();
        Tensor x = tensor(dtype, shape, values);
        ChannelStats found = new ChannelStats();
        ChannelHistograms histograms = new ChannelHistograms();
        new TensorStats(nodata).addOriginal(x, layout, found, histograms);
        for (int c = 0; c < channels; c++) {
          List<Double> rest = new ArrayList<>();
          int places = values.length / channels;
          for (int i = 0; i < places; i++) {
            double value = values[layout == Layout.CHW ? c * places + i : i * channels + c];
            if (value != 7) {
              rest.add(value);
            }
          }
          double[] kept = rest.stream().mapToDouble(value -> value).toArray();
          ChannelStats one = new ChannelStats();
          ChannelHistograms ones = new ChannelHistograms();
          new TensorStats()
              .add(tensor(dtype, new int[] {1, kept.length}, kept), Layout.CHW, one, ones);
          ChannelSummary is = found.summaries().get(c);
          ChannelSummary expected = one.summaries().get(0);
          assertEquals(places - kept.length, is.nodata(), "places without data");
          assertEquals(
              Arrays.asList(
                  expected.count(),
                  expected.mean(),
                  expected.variance(),
                  expected.min(),
                  expected.max(),
                  expected.zeros()),
              Arrays.asList(is.count(), is.mean(), is.variance(), is.min(), is.max(), is.zeros()));
          if (c < ChannelHistograms.CHANNELS) {
            assertEquals(bins(ones, 0), bins(histograms, c));
          }
        }
      }
    }
  }

  private static List<String> bins(ChannelHistograms histograms, int channel) {
    List<String> bins = new ArrayList<>();
    if (channel < histograms.channels().size()) {
      histograms
          .channels()
          .get(channel)
          .forEach((low, high, count) -> bins.add(low + " " + high + " " + count));
    }
    return bins;
  }

  @Test
  void whatHasAllItsDataIsWrittenAsEver() throws IOException {
    Tensor x = tensor(DType.FLOAT32, new int[] {2, 2}, 1, 2, 3, 4);
    ChannelStats plain = new ChannelStats();
    new TensorStats().add(x, Layout.CHW, plain);
    ChannelStats asked = new ChannelStats();
    new TensorStats(new Nodata(-9999)).add(x, Layout.CHW, asked);
    assertArrayEquals(bytes(plain), bytes(asked));
    new TensorStats(new Nodata(4)).add(x, Layout.CHW, asked);
    ChannelStats read = new ChannelStats();
    read.read(new DataInputStream(new ByteArrayInputStream(bytes(asked))));
    assertEquals(asked.summaries(), read.summaries());
    read.merge(asked);
    assertEquals(2, read.summaries().get(1).nodata());
    assertEquals(6, read.summaries().get(1).count());
  }

  private static byte[] bytes(ChannelStats stats) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    stats.write(new DataOutputStream(out));
    return out.toByteArray();
  }

  @Test
  void aValueIsThatOfItsType() {
    int[] shape = {4};
    Tensor floats = tensor(DType.FLOAT32, shape, Double.NaN, 0, -0.0, 0.1);
    assertArrayEquals(new byte[] {1, 0, 0, 0}, new Nodata(Double.NaN).places(floats));
    assertArrayEquals(new byte[] {0, 1, 1, 0}, new Nodata(0).places(floats));
    assertArrayEquals(new byte[] {0, 0, 0, 1}, new Nodata(0.1).places(floats), "as a float");
    Tensor bytes = tensor(DType.UINT8, shape, 0, 255, 1, 0);
    assertNull(new Nodata(-9999).places(bytes), "not 0, which it would saturate to");
    assertNull(new Nodata(Double.NaN).places(bytes));
    assertNull(new Nodata(0.5).places(bytes));
    assertArrayEquals(new byte[] {0, 1, 0, 0}, new Nodata(255).places(bytes));
    Tensor halves = tensor(DType.FLOAT16, shape, 1e9, 1, 2, 3);
    assertNull(new Nodata(1e9).places(halves), "an infinite value is none");
  }
}
