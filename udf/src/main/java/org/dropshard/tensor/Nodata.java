package org.dropshard.tensor;

import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * The value that stands for no data: no measurement, but a place that has none.
 *
 * @param value as it is written; of a floating type what it rounds to, with either sign of 0; NaN
 *     is any NaN. A type that does not hold it has no such places.
 */
public record Nodata(double value) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Reads a number, or {@code nan}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static Nodata of(String text) {
    try {
      return new Nodata(
          text.strip().equalsIgnoreCase("nan") ? Double.NaN : Double.parseDouble(text.strip()));
    } catch (NumberFormatException e) {
      throw Invalid.argument("nodata", text, "a number, or nan");
    }
  }

  /** Whether a type holds the value; a floating one holds what it rounds to, unless to infinity. */
  public boolean isHeld(DType dtype) {
    double held = Values.ofBits(dtype, Values.toBits(dtype, value));
    return dtype.isFloating()
        ? !Double.isInfinite(held) || Double.isInfinite(value)
        : held == value;
  }

  /**
   * Which elements of a tensor have no data.
   *
   * @return 1 for those, else 0; null if none of them is
   */
  public byte[] places(Tensor x) {
    DType dtype = x.dtype();
    if (!isHeld(dtype)) {
      return null;
    }
    long positive = Values.toBits(dtype, value);
    long negative = value == 0 && dtype.isFloating() ? Values.toBits(dtype, -value) : positive;
    boolean nan = Double.isNaN(value);
    int width = dtype.bytes();
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    byte[] places = null;
    for (int i = 0, n = x.length(); i < n; i++) {
      long bits = Values.bits(view, width, i);
      if (nan ? Double.isNaN(Values.ofBits(dtype, bits)) : bits == positive || bits == negative) {
        places = places == null ? new byte[n] : places;
        places[i] = 1;
      }
    }
    return places;
  }

  /**
   * Puts back what has no data.
   *
   * @param x what a step was given
   * @param y what it wrote, of the type and length of {@code x}, from {@code yOffset}; may be the
   *     array of {@code x} if nothing was written over it
   */
  public void putBack(Tensor x, byte[] y, int yOffset) {
    byte[] places = places(x);
    if (places == null) {
      return;
    }
    int width = x.dtype().bytes();
    for (int i = 0; i < places.length; i++) {
      if (places[i] != 0) {
        System.arraycopy(x.data(), x.offset() + i * width, y, yOffset + i * width, width);
      }
    }
  }
}
