package org.dropshard.stats.sums;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The statistics of floating tensors equal {@link OrderedSums} to the last bit of their state. */
class OrderedSumsTest {
  /** About the pieces and lanes of the loops. */
  private static final int[] PLACES = {
    1, 2, 3, 4, 5, 7, 49, 63, 64, 65, 255, 512, 1023, 2047, 2048, 2049, 4095, 4096, 4097, 4608,
    5119, 5120, 5121, 6143, 6144, 6145, 9999
  };

  private static final int[] CHANNELS = {1, 2, 3, 5, 7, 8, 9, 16, 17, 64, 65};

  private final TensorSums kernel = new TensorSums();

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16"})
  void everyBitOfTheStateIsThatOfTheOrderedSums(DType dtype) throws IOException {
    Random random = new Random(dtype.ordinal());
    for (Layout layout : Layout.values()) {
      for (int channels : CHANNELS) {
        for (int places : PLACES) {
          if (channels * places > 31_000) {
            continue; // what larger ones do, fewer channels do too
          }
          for (Data data : Data.values()) {
            Tensor x = data.tensor(random, dtype, layout, channels, places);
            List<ChannelMoments> expected = new ArrayList<>();
            List<ChannelMoments> ours = new ArrayList<>();
            OrderedSums.add(x, layout, expected);
            kernel.add(x, layout, ours, null);
            assertArrayEquals(state(expected), state(ours), () -> layout + " " + data + " " + x);
          }
        }
      }
    }
  }

  /** Values within the range of those before take a shorter way. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16"})
  void everyBitStaysThatOfTheOrderedSumsAsRangesGrow(DType dtype) throws IOException {
    Random random = new Random(dtype.ordinal() + 100);
    for (Data data : Data.values()) {
      for (int places : new int[] {49, 4096, 5121}) {
        List<ChannelMoments> expected = new ArrayList<>();
        List<ChannelMoments> ours = new ArrayList<>();
        for (double shift : new double[] {0, -3, -50, -60, 100, 1e30, -1e30, 0}) {
          Tensor x = data.tensor(random, dtype, Layout.CHW, 2, places);
          add(shift, x);
          for (int twice = 0; twice < 2; twice++) {
            OrderedSums.add(x, Layout.CHW, expected);
            kernel.add(x, Layout.CHW, ours, null);
            assertArrayEquals(state(expected), state(ours), () -> data + " " + shift + " " + x);
          }
        }
      }
    }
  }

  private static void add(double shift, Tensor x) {
    int width = x.dtype().bytes();
    var view = Values.view(x.data(), x.offset(), x.byteLength());
    for (int i = 0; shift != 0 && i < x.length(); i++) {
      double value = Values.ofBits(x.dtype(), Values.bits(view, width, i)) + shift;
      Values.putBits(view, width, i, Values.toBits(x.dtype(), value));
    }
  }

  private static byte[] state(List<ChannelMoments> channels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ChannelMoments channel : channels) {
      channel.write(new DataOutputStream(bytes));
    }
    return bytes.toByteArray();
  }

  private enum Data {
    BITS,
    NOISE,
    HALF_DROPPED,
    CHANNELS_DROPPED,
    NEARLY_ALL_EXPONENTS,
    SUBNORMALS,
    ONE_IS_NOT_FINITE;

    private static final double[] FILLS = {0, -0.0, 0.1, -1e300, Double.NaN, -1e-310, 1e30};

    Tensor tensor(Random random, DType dtype, Layout layout, int channels, int places) {
      int n = channels * places;
      int offset = random.nextInt(9);
      byte[] data = new byte[offset + n * dtype.bytes()];
      random.nextBytes(data);
      var view = Values.view(data, offset, data.length - offset);
      int odd = random.nextInt(n);
      for (int i = 0; this != BITS && i < n; i++) {
        double value = i == odd ? odd(random) : value(random);
        if (this == CHANNELS_DROPPED) {
          int channel = layout == Layout.CHW ? i / places : i % channels;
          value = FILLS[channel % FILLS.length];
        }
        Values.putBits(view, dtype.bytes(), i, Values.toBits(dtype, value));
      }
      boolean first = layout == Layout.CHW;
      int[] shape = first ? new int[] {channels, places} : new int[] {places, channels};
      return new Tensor(dtype, shape, data, offset);
    }

    private double odd(Random random) {
      double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
      return this == ONE_IS_NOT_FINITE ? values[random.nextInt(3)] : -0.0;
    }

    private double value(Random random) {
      return switch (this) {
        case HALF_DROPPED -> random.nextBoolean() ? 0 : random.nextGaussian();
        case NEARLY_ALL_EXPONENTS -> Math.scalb(random.nextGaussian(), random.nextInt(250) - 130);
        case SUBNORMALS -> random.nextGaussian() * 0x1p-133;
        default -> 3 + random.nextGaussian();
      };
    }
  }
}
