package org.dropshard.job.image.tiff;

/**
 * Takes back the differences that rows are stored as.
 *
 * @param kind 2: of samples; 3: of bytes, the highest of all samples first
 * @param size bytes of a sample
 * @param bands samples of a pixel
 */
record TiffPredictor(int kind, int size, int bands, boolean bigEndian) {

  /** Undoes a row in place. After kind 3 samples are little-endian. */
  void undo(byte[] row, int at, int length) {
    if (kind == 3) {
      undoFloating(row, at, length);
      return;
    }
    int pixel = bands * size;
    for (int i = at + pixel; i + size <= at + length; i += size) {
      int carry = 0;
      for (int k = 0; k < size; k++) {
        int b = bigEndian ? size - 1 - k : k;
        carry += (row[i + b] & 0xFF) + (row[i + b - pixel] & 0xFF);
        row[i + b] = (byte) carry;
        carry >>= 8;
      }
    }
  }

  private void undoFloating(byte[] row, int at, int length) {
    for (int i = at + bands; i < at + length; i++) {
      row[i] += row[i - bands];
    }
    int count = length / size;
    byte[] sorted = new byte[count * size];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < size; k++) {
        sorted[i * size + size - 1 - k] = row[at + k * count + i];
      }
    }
    System.arraycopy(sorted, 0, row, at, sorted.length);
  }
}
