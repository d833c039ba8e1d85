package org.dropshard.job.read.cell;

import java.nio.ByteBuffer;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** Moves channels from the last axis to the first. */
public final class Transpose {
  private Transpose() {}

  /** (H, W, C) to (C, H, W). */
  public static Tensor channelsFirst(Tensor x) {
    int channels = x.shape()[2];
    int places = x.shape()[0] * x.shape()[1];
    int width = x.dtype().bytes();
    byte[] data = new byte[x.byteLength()];
    ByteBuffer from = Values.view(x.data(), x.offset(), x.byteLength());
    ByteBuffer to = Values.view(data, 0, data.length);
    for (int c = 0; c < channels; c++) {
      for (int place = 0; place < places; place++) {
        Values.putBits(
            to, width, c * places + place, Values.bits(from, width, place * channels + c));
      }
    }
    return new Tensor(x.dtype(), new int[] {channels, x.shape()[0], x.shape()[1]}, data, 0);
  }
}
