package org.dropshard.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statistics of copies that follow from the original's are those of the copies' own values. */
class CopiesOfOriginalTest {
  private static final int[][] CHW = {{3, 50, 50}, {1, 600}, {70, 3000}, {64, 2100}, {5, 7, 7}};
  private static final int[][] HWC = {{50, 50, 3}, {600, 1}, {3000, 8}, {3000, 9}, {7, 7, 5}};

  private final Random random = new Random(3);
  private final TensorStats kernel = new TensorStats();
  private boolean followed;

  @ParameterizedTest
  @EnumSource(DType.class)
  void dropsOfChannelsFollow(DType dtype) throws IOException {
    for (Layout layout : Layout.values()) {
      for (int[] shape : layout == Layout.CHW ? CHW : HWC) {
        for (boolean histograms : new boolean[] {false, true}) {
          check(dtype, layout, shape, histograms);
        }
      }
    }
    assertTrue(followed || dtype != DType.UINT8, "none followed");
  }

  private void check(DType dtype, Layout layout, int[] shape, boolean histograms)
      throws IOException {
    ChannelStats before = new ChannelStats();
    ChannelStats after = new ChannelStats();
    ChannelStats expected = new ChannelStats();
    ChannelHistograms of = histograms ? new ChannelHistograms() : null;
    ChannelHistograms expectedOf = histograms ? new ChannelHistograms() : null;
    TensorStats own = new TensorStats();
    for (int sample = 0; sample < 3; sample++) {
      Tensor x = tensor(dtype, shape, 40 + 50 * sample);
      kernel.addOriginal(x, layout, before, null);
      for (int copy = 0; copy < 3; copy++) {
        int channels = layout.channels(shape);
        int[] dropped = IntStream.range(0, channels).filter(c -> random.nextInt(3) == 0).toArray();
        Tensor y = dropped(x, layout, dropped, (byte) (copy * 9));
        followed |= kernel.keepsOriginal();
        kernel.addDropped(y, layout, dropped, after, of);
        own.add(y, layout, expected, expectedOf);
        if (copy == 1) { // one that does not follow comes between them
          Tensor other = tensor(dtype, shape, 255);
          kernel.add(other, layout, after, of);
          own.add(other, layout, expected, expectedOf);
        }
      }
    }
    assertArrayEquals(bytes(expected::write), bytes(after::write));
    if (histograms) {
      assertArrayEquals(bytes(expectedOf::write), bytes(of::write));
    }
  }

  @Test
  void nothingIsKeptOfATensorOfAnotherKind() {
    ChannelStats stats = new ChannelStats();
    kernel.addOriginal(tensor(DType.UINT8, new int[] {3, 50, 50}, 90), Layout.CHW, stats, null);
    assertTrue(kernel.keepsOriginal());
    kernel.addOriginal(tensor(DType.FLOAT32, new int[] {3, 50, 50}, 90), Layout.CHW, stats, null);
    assertTrue(!kernel.keepsOriginal());
  }

  /** Bytes below {@code most}; as floating values small ones, as integers any. */
  private Tensor tensor(DType dtype, int[] shape, int most) {
    byte[] data = new byte[5 + (int) Tensor.elements(shape) * dtype.bytes()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) random.nextInt(most);
    }
    return new Tensor(dtype, shape, data, 5);
  }

  private static Tensor dropped(Tensor x, Layout layout, int[] dropped, byte fill) {
    byte[] data = x.data().clone();
    int channels = layout.channels(x.shape());
    int places = x.length() / channels;
    int width = x.dtype().bytes();
    for (int c : dropped) {
      for (int place = 0; place < places; place++) {
        int element = layout == Layout.CHW ? c * places + place : place * channels + c;
        for (int k = 0; k < width; k++) {
          data[x.offset() + element * width + k] = fill;
        }
      }
    }
    return new Tensor(x.dtype(), x.shape(), data, x.offset());
  }

  private interface State {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(State state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
