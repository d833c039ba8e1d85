package org.dropshard.format.cell.picture;

import java.util.Locale;
import java.util.Optional;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** Kinds of picture files that tensors are written as. */
public enum PictureFile {
  PNG("uint8 and uint16 of 1 to 4 channels; --encoding tiff holds more, --encoding npy all") {
    @Override
    boolean holds(DType dtype, int channels, int longest) {
      return (dtype == DType.UINT8 || dtype == DType.UINT16) && channels <= 4;
    }

    @Override
    public byte[] encode(Tensor tensor, Layout layout, int level) {
      return PngEncoder.encode(tensor, layout, level);
    }
  },
  TIFF("all types but bfloat16, of 1 to 65535 channels; --encoding npy holds all") {
    @Override
    boolean holds(DType dtype, int channels, int longest) {
      return dtype != DType.BFLOAT16 && channels <= 65535;
    }

    @Override
    public byte[] encode(Tensor tensor, Layout layout, int level) {
      return TiffEncoder.encode(tensor, layout, level);
    }
  },
  JPEG("uint8 of 1 or 3 channels, at most 65535 a side; --encoding png and npy hold more") {
    @Override
    boolean holds(DType dtype, int channels, int longest) {
      return dtype == DType.UINT8 && (channels == 1 || channels == 3) && longest <= 65535;
    }

    @Override
    public byte[] encode(Tensor tensor, Layout layout, int quality) {
      return JpegEncoder.encode(tensor, layout, quality);
    }
  };

  private final String rule;

  PictureFile(String rule) {
    this.rule = rule;
  }

  abstract boolean holds(DType dtype, int channels, int longest);

  /** Its name: {@code "png"}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Why it cannot hold such tensors; empty: it can. */
  public Optional<String> refusal(DType dtype, int[] shape, Layout layout) {
    if (layout == Layout.NONE || shape.length != 3) {
      return Optional.of("a picture has height, width and channels, and tensors a --layout");
    }
    int channels = layout.channels(shape);
    int high = shape[layout == Layout.CHW ? 1 : 0];
    int wide = shape[layout == Layout.CHW ? 2 : 1];
    boolean empty = channels == 0 || high == 0 || wide == 0;
    return empty || !holds(dtype, channels, Math.max(high, wide))
        ? Optional.of(label() + " holds " + rule)
        : Optional.empty();
  }

  /**
   * The file of a tensor that is not refused.
   *
   * @param level of PNG and TIFF the compression, 1 to 9; of JPEG the quality, 1 to 100
   */
  public abstract byte[] encode(Tensor tensor, Layout layout, int level);
}
