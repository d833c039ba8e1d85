package org.dropshard.format.cell.picture;

import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * A tensor of three axes as rows of pixels, their samples next to each other.
 *
 * @param tensor CHW or HWC, no axis empty
 * @param channels samples a pixel
 * @param planar whether the tensor is CHW
 */
record Pixels(Tensor tensor, int width, int height, int channels, boolean planar) {
  static Pixels of(Tensor tensor, Layout layout) {
    int[] shape = tensor.shape();
    return layout == Layout.CHW
        ? new Pixels(tensor, shape[2], shape[1], shape[0], true)
        : new Pixels(tensor, shape[1], shape[0], shape[2], false);
  }

  /** The bytes of a row. */
  int rowBytes() {
    return Math.multiplyExact(width, Math.multiplyExact(channels, tensor.dtype().bytes()));
  }

  /**
   * Copies a row.
   *
   * @param to takes {@link #rowBytes} from {@code at} on
   * @param bigEndian the order of a sample's bytes, of which there are one or two
   */
  void copyRow(int row, byte[] to, int at, boolean bigEndian) {
    byte[] data = tensor.data();
    int bytes = tensor.dtype().bytes();
    int swap = bigEndian ? bytes - 1 : 0;
    if (!planar && swap == 0) {
      System.arraycopy(data, tensor.offset() + row * rowBytes(), to, at, rowBytes());
      return;
    }
    int plane = planar ? width * height * bytes : bytes; // from one sample of a pixel to the next
    int step = planar ? bytes : channels * bytes; // and from a pixel to the next
    int pixel = channels * bytes;
    for (int c = 0; c < channels; c++) {
      for (int b = 0; b < bytes; b++) {
        int from = tensor.offset() + row * width * step + c * plane + (b ^ swap);
        int end = at + rowBytes();
        for (int i = at + c * bytes + b; i < end; i += pixel, from += step) {
          to[i] = data[from];
        }
      }
    }
  }
}
