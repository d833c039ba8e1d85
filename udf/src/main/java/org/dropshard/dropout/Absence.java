package org.dropshard.dropout;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * What a channel holds that was not recorded: one value in every place.
 *
 * @param value NaN, or a number, rounded to the type of each tensor
 */
public record Absence(double value) implements Serializable {

  /** Whether a channel is not there; one without places is. */
  public boolean of(Tensor x, Layout layout, int channel) {
    DType dtype = x.dtype();
    int channels = layout.channels(x.shape());
    int places = x.length() / Math.max(channels, 1);
    int start = layout == Layout.HWC ? channel : channel * places;
    int step = layout == Layout.HWC ? channels : 1;
    double rounded = Double.isNaN(value) ? value : round(dtype);
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    for (int i = 0; i < places; i++) {
      double found = Values.ofBits(dtype, Values.bits(view, dtype.bytes(), start + i * step));
      if (found != rounded && !(Double.isNaN(value) && Double.isNaN(found))) {
        return false;
      }
    }
    return places > 0;
  }

  private double round(DType dtype) {
    return Values.ofBits(dtype, Values.toBits(dtype, value));
  }
}
