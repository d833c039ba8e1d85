package org.dropshard.bench;

import java.nio.ByteBuffer;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One tensor and room for the next. */
@State(Scope.Thread)
public class Sample {
  @Param({"float32", "float64", "uint8", "float16"})
  public String dtype;

  @Param({"3x32x32", "3x224x224", "512x7x7", "64MB"})
  public String size;

  /**
   * Where outputs start: half a page off the input's place in its page. At the same place a copy
   * takes twice as long, since the processor takes its loads for what it has just stored.
   */
  static final int AT = 2048;

  DType type;
  byte[] x;
  byte[] y;
  int length;
  private int channels;
  private int height;
  private int width;

  /** Reads the parameters: the number of elements. */
  int elements() {
    type = DType.ofLabel(dtype);
    if (size.equals("64MB")) {
      channels = 4;
      width = 1024;
      height = (64 << 20) / (channels * width * type.bytes());
    } else {
      String[] axes = size.split("x");
      channels = Integer.parseInt(axes[0]);
      height = Integer.parseInt(axes[1]);
      width = Integer.parseInt(axes[2]);
    }
    return channels * height * width;
  }

  @Setup(Level.Trial)
  public void fill() {
    length = elements();
    x = new byte[length * type.bytes()];
    y = new byte[AT + x.length];
    Random random = new Random(1);
    ByteBuffer view = Values.view(x, 0, x.length);
    int distinct = Math.min(length, 1 << 20); // more than any branch predictor learns
    for (int i = 0; i < distinct; i++) {
      double value = type.isFloating() ? random.nextGaussian() : random.nextInt(256);
      Values.putBits(view, type.bytes(), i, Values.toBits(type, value));
    }
    for (int at = distinct * type.bytes(), n; at < x.length; at += n) {
      n = Math.min(at, x.length - at);
      System.arraycopy(x, 0, x, at, n);
    }
  }

  Tensor tensor(Layout layout) {
    int[] shape =
        layout == Layout.CHW
            ? new int[] {channels, height, width}
            : new int[] {height, width, channels};
    return new Tensor(type, shape, x, 0);
  }
}
