package org.dropshard.convolution;

import org.dropshard.tensor.Layout;

/** Where (channel, row, column) lies in a tensor of three axes. */
record Grid(int height, int width, int channelStride, int rowStride, int columnStride) {

  static Grid of(int[] shape, Layout layout) {
    return layout == Layout.CHW
        ? new Grid(shape[1], shape[2], shape[1] * shape[2], shape[2], 1)
        : new Grid(shape[0], shape[1], 1, shape[1] * shape[2], shape[2]);
  }

  int at(int channel, int row, int column) {
    return channel * channelStride + row * rowStride + column * columnStride;
  }
}
