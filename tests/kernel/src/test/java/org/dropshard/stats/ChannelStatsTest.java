package org.dropshard.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelStatsTest {
  /** Samples of random bits, so NaN, infinities and every exponent, of several sizes. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void anyPartitioningAndOrderGivesTheSameBits(DType dtype) throws IOException {
    for (Layout layout : Layout.values()) {
      Random random = new Random(dtype.ordinal());
      List<Tensor> samples = samples(random, dtype, layout);
      byte[] whole = state(partitioned(samples, layout, 1, random));
      for (int partitions : new int[] {1, 2, 3, 8, 60}) {
        for (int round = 0; round < 3; round++) {
          Collections.shuffle(samples, random);
          ChannelStats stats = partitioned(samples, layout, partitions, random);
          assertArrayEquals(whole, state(stats), dtype + " " + layout + " " + partitions);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void layoutsAgreeOnTheSameChannels(DType dtype) {
    Random random = new Random(30);
    for (int[] chw : new int[][] {{1, 207}, {3, 40}, {3, 600}, {12, 55}, {2, 4098}}) {
      Tensor x = random(random, dtype, chw);
      int width = dtype.bytes();
      byte[] transposed = new byte[x.byteLength()];
      for (int c = 0; c < chw[0]; c++) {
        for (int i = 0; i < chw[1]; i++) {
          System.arraycopy(
              x.data(), (c * chw[1] + i) * width, transposed, (i * chw[0] + c) * width, width);
        }
      }
      ChannelStats first = new ChannelStats();
      ChannelStats second = new ChannelStats();
      TensorStats kernel = new TensorStats();
      kernel.add(x, Layout.CHW, first);
      kernel.add(new Tensor(dtype, new int[] {chw[1], chw[0]}, transposed, 0), Layout.HWC, second);
      for (int c = 0; c < chw[0]; c++) {
        ChannelSummary a = first.summaries().get(c);
        ChannelSummary b = second.summaries().get(c);
        assertEquals(a.count(), b.count());
        assertEquals(a.nan() + a.infinite() + a.zeros(), b.nan() + b.infinite() + b.zeros());
        assertEquals(a.min(), b.min());
        assertEquals(a.max(), b.max());
        assertEquals(a.mean(), b.mean(), 1e-13 * Math.max(Math.abs(a.mean()), a.std()));
        assertEquals(a.variance(), b.variance(), 1e-13 * a.variance());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void stateComesBackFromItsBytes(DType dtype) throws IOException, ClassNotFoundException {
    Random random = new Random(31);
    ChannelStats stats = partitioned(samples(random, dtype, Layout.CHW), Layout.CHW, 1, random);

    ChannelStats read = new ChannelStats();
    read.read(new DataInputStream(new ByteArrayInputStream(state(stats))));
    assertArrayEquals(state(stats), state(read));
    assertEquals(stats.summaries(), read.summaries());

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stats);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertArrayEquals(state(stats), state((ChannelStats) in.readObject()));
    }
  }

  @Test
  void readingAddsToWhatIsThere() throws IOException {
    Random random = new Random(32);
    List<Tensor> samples = samples(random, DType.FLOAT32, Layout.CHW);
    ChannelStats once = partitioned(samples, Layout.CHW, 1, random);
    ChannelStats merged = partitioned(samples, Layout.CHW, 1, random);
    ChannelStats read = partitioned(samples, Layout.CHW, 1, random);
    merged.merge(once);
    read.read(new DataInputStream(new ByteArrayInputStream(state(once))));
    assertArrayEquals(state(merged), state(read));
  }

  @Test
  void mergingLeavesTheOtherAsItIs() throws IOException {
    Random random = new Random(33);
    ChannelStats other =
        partitioned(samples(random, DType.FLOAT64, Layout.HWC), Layout.HWC, 1, random);
    byte[] before = state(other);
    ChannelStats stats = new ChannelStats();
    stats.merge(other);
    assertArrayEquals(before, state(other));
    assertArrayEquals(before, state(stats));
    new TensorStats().add(random(random, DType.FLOAT64, new int[] {1, 3}), Layout.HWC, stats);
    assertArrayEquals(before, state(other), "shares no memory");
  }

  @Test
  void emptyTensorsAddTheirChannels() throws IOException {
    ChannelStats stats = new ChannelStats();
    assertEquals(0, stats.channels());
    TensorStats kernel = new TensorStats();
    kernel.add(new Tensor(DType.FLOAT32, new int[] {0, 5}, new byte[0], 0), Layout.CHW, stats);
    assertEquals(0, stats.channels());
    kernel.add(new Tensor(DType.FLOAT32, new int[] {0, 5}, new byte[0], 0), Layout.HWC, stats);
    assertEquals(5, stats.channels());
    assertEquals(0, stats.summaries().get(4).count());
    assertEquals(Double.NaN, stats.summaries().get(4).mean());
    ChannelStats read = new ChannelStats();
    read.read(new DataInputStream(new ByteArrayInputStream(state(stats))));
    assertEquals(5, read.channels());
  }

  @Test
  void stateIsSmall() throws IOException {
    ChannelStats stats = new ChannelStats();
    Random random = new Random(34);
    byte[] picture = new byte[3 * 224 * 224];
    random.nextBytes(picture);
    Tensor x = new Tensor(DType.UINT8, new int[] {224, 224, 3}, picture, 0);
    for (int i = 0; i < 100; i++) {
      new TensorStats().add(x, Layout.HWC, stats);
    }
    assertTrue(state(stats).length < 3 * 150, "bytes: " + state(stats).length);
  }

  private static List<Tensor> samples(Random random, DType dtype, Layout layout) {
    List<Tensor> samples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int places = new int[] {0, 1, 7, 13, 207, 700, 4200}[random.nextInt(7)];
      int channels = 1 + random.nextInt(4);
      boolean first = layout == Layout.CHW;
      samples.add(
          random(
              random, dtype, first ? new int[] {channels, places} : new int[] {places, channels}));
    }
    return samples;
  }

  private static Tensor random(Random random, DType dtype, int[] shape) {
    byte[] data = new byte[(int) Tensor.elements(shape) * dtype.bytes()];
    random.nextBytes(data);
    return new Tensor(dtype, shape, data, 0);
  }

  private static ChannelStats partitioned(
      List<Tensor> samples, Layout layout, int partitions, Random random) throws IOException {
    List<ChannelStats> parts = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      parts.add(new ChannelStats());
    }
    TensorStats kernel = new TensorStats();
    for (Tensor sample : samples) {
      kernel.add(sample, layout, parts.get(random.nextInt(partitions)));
    }
    while (parts.size() > 1) {
      ChannelStats part = parts.remove(random.nextInt(parts.size()));
      parts.get(random.nextInt(parts.size())).merge(part);
    }
    return parts.get(0);
  }

  private static byte[] state(ChannelStats stats) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stats.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
