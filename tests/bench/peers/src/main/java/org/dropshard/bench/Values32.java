package org.dropshard.bench;

import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** A sample as other libraries take it. */
final class Values32 {
  private Values32() {}

  /** Its values; float32 alone. */
  static float[] of(Sample sample) {
    Tensor x = sample.tensor(Layout.CHW);
    float[] values = new float[x.length()];
    Values.view(x.data(), x.offset(), x.byteLength()).asFloatBuffer().get(values);
    return values;
  }

  /** Its shape as a batch of one: 1, C, H, W. */
  static long[] batch(Sample sample) {
    int[] chw = sample.tensor(Layout.CHW).shape();
    return new long[] {1, chw[0], chw[1], chw[2]};
  }
}
