package org.dropshard.dropout;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongPredicate;
import org.dropshard.tensor.BFloat16;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Float16;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** Dropout element by element, from the words of the contract: the oracle of the kernels. */
final class ReferenceDropout {
  private ReferenceDropout() {}

  /** The bytes of {@code x} after dropout that keeps the units of {@code keeps}. */
  static byte[] apply(Dropout dropout, NoiseShape noise, LongPredicate keeps, Tensor x) {
    byte[] y = new byte[x.byteLength()];
    int n = x.length();
    int channels = dropout.layout().channels(x.shape());
    for (int i = 0; i < n; i++) {
      int channel = dropout.layout() == Layout.CHW ? (int) ((long) i * channels / n) : i % channels;
      if (keeps.test(unit(noise, i))) {
        survivor(dropout, x, i, y);
      } else {
        double[] fill = dropout.fill();
        put(x.dtype(), y, i, fill[fill.length == 1 ? 0 : channel]);
      }
    }
    return y;
  }

  /** The unit of an element: its index with the shared axes left out. */
  static long unit(NoiseShape noise, int element) {
    long unit = 0;
    long stride = 1;
    for (int axis = noise.shape().length - 1; axis >= 0; axis--) {
      int index = element % noise.shape()[axis];
      element /= noise.shape()[axis];
      if (noise.noise()[axis] != 1) {
        unit += index * stride;
        stride *= noise.noise()[axis];
      }
    }
    return unit;
  }

  private static void survivor(Dropout dropout, Tensor x, int i, byte[] y) {
    double p = dropout.p().value();
    double s =
        switch (dropout.scale()) {
          case INVERTED -> 1 / (1 - p);
          case CROSSED -> 1 / p;
          case NONE, VANILLA -> 1;
        };
    ByteBuffer in = ByteBuffer.wrap(x.data()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer out = ByteBuffer.wrap(y).order(ByteOrder.LITTLE_ENDIAN);
    int width = x.dtype().bytes();
    int at = x.offset() + i * width;
    boolean copied =
        x.dtype() == DType.FLOAT64 || !x.dtype().isFloating() ? s == 1 : (float) s == 1;
    if (copied) {
      out.put(i * width, in, at, width);
      return;
    }
    switch (x.dtype()) {
      case FLOAT32 -> out.putFloat(i * 4, in.getFloat(at) * (float) s);
      case FLOAT64 -> out.putDouble(i * 8, in.getDouble(at) * s);
      case FLOAT16 -> put(x.dtype(), y, i, (double) Float16.toFloat(in.getShort(at)) * (float) s);
      case BFLOAT16 -> put(x.dtype(), y, i, (double) BFloat16.toFloat(in.getShort(at)) * (float) s);
      case UINT8 -> put(x.dtype(), y, i, (in.get(at) & 0xff) * s);
      case UINT16 -> put(x.dtype(), y, i, (in.getShort(at) & 0xffff) * s);
      case INT16 -> put(x.dtype(), y, i, in.getShort(at) * s);
      case INT32 -> put(x.dtype(), y, i, in.getInt(at) * s);
    }
  }

  private static void put(DType dtype, byte[] y, int i, double value) {
    ByteBuffer out = ByteBuffer.wrap(y).order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype) {
      case FLOAT32 -> out.putFloat(i * 4, (float) value);
      case FLOAT64 -> out.putDouble(i * 8, value);
      case FLOAT16 -> out.putShort(i * 2, Float16.ofDouble(value));
      case BFLOAT16 -> out.putShort(i * 2, BFloat16.ofDouble(value));
      case UINT8 -> out.put(i, (byte) round(value, 0, 255));
      case UINT16 -> out.putShort(i * 2, (short) round(value, 0, 65535));
      case INT16 -> out.putShort(i * 2, (short) round(value, -32768, 32767));
      case INT32 -> out.putInt(i * 4, (int) round(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
  }

  /** Half to even, saturating, NaN to 0. */
  private static long round(double value, long min, long max) {
    if (Double.isNaN(value)) {
      return 0;
    }
    if (value >= max) {
      return max;
    }
    if (value <= min) {
      return min;
    }
    return new BigDecimal(value).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }
}
