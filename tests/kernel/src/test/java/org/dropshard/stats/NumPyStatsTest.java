package org.dropshard.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.dropshard.testing.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NumPy's answers in float64, which round too: hence the bounds. */
class NumPyStatsTest {
  @ParameterizedTest
  @ValueSource(strings = {"float32", "uint8", "offset"})
  void statisticsAreThoseOfNumPy(String data) throws IOException, NpyException {
    String folder = "channel_stats-" + data + "/";
    Tensor batch = Golden.npy(folder + "x.npy");
    int[] shape = Arrays.copyOfRange(batch.shape(), 1, 4);
    int sampleBytes = batch.byteLength() / batch.shape()[0];
    ChannelStats stats = new ChannelStats();
    TensorStats kernel = new TensorStats();
    for (int sample = 0; sample < batch.shape()[0]; sample++) {
      int offset = batch.offset() + sample * sampleBytes;
      kernel.add(new Tensor(batch.dtype(), shape, batch.data(), offset), Layout.CHW, stats);
    }
    for (ChannelSummary ours : stats.summaries()) {
      int c = ours.channel();
      assertEquals((long) batch.shape()[0] * shape[1] * shape[2], ours.count());
      assertClose(number(folder + "mean.npy", c).getDouble(), ours.mean());
      assertClose(number(folder + "var.npy", c).getDouble(), ours.variance());
      assertEquals(number(folder + "min.npy", c).getDouble(), ours.min());
      assertEquals(number(folder + "max.npy", c).getDouble(), ours.max());
      assertEquals(number(folder + "zeros.npy", c).getLong(), ours.zeros());
    }
  }

  /** The last three numbers of the file, eight bytes each. */
  private static ByteBuffer number(String file, int channel) throws IOException {
    byte[] cell = Golden.bytes(file);
    return ByteBuffer.wrap(cell, cell.length - 24 + channel * 8, 8).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void assertClose(double numpy, double ours) {
    assertEquals(numpy, ours, Math.abs(numpy) * 1e-13);
  }
}
