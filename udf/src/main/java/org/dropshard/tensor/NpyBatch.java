package org.dropshard.tensor;

import java.util.Arrays;

/**
 * An npy array whose first axis counts samples. In C order each sample lies in one piece, so that
 * they can be read one at a time, of an array that is larger than memory too.
 *
 * @param dtype the element type
 * @param bigEndian whether the values have to be swapped
 * @param fortranOrder whether the samples lie among each other, and cannot be read alone
 * @param count how many samples there are
 * @param sample the shape of one
 * @param offset where the values start, from the start of the magic
 */
public record NpyBatch(
    DType dtype, boolean bigEndian, boolean fortranOrder, int count, int[] sample, int offset) {

  /**
   * Reads the header.
   *
   * @param start all of the array, or at least {@link Npy#LONGEST_HEADER} bytes
   * @throws NpyException if that is no start of an array, the array is a scalar, or a sample alone
   *     has more than 2³¹ − 1 elements
   */
  public static NpyBatch of(byte[] start) throws NpyException {
    NpyHeader header = NpyHeader.parse(start, 0, start.length);
    int[] shape = header.shape();
    if (shape.length == 0) {
      throw new NpyException("Invalid npy shape: () (a batch has an axis of samples)");
    }
    DType dtype = Npy.dtype(header.descr());
    int[] sample = Arrays.copyOfRange(shape, 1, shape.length);
    Npy.valueBytes(sample, dtype);
    return new NpyBatch(
        dtype,
        Npy.isBigEndian(header.descr(), dtype),
        header.fortranOrder() && shape.length > 1,
        shape[0],
        sample,
        header.dataOffset());
  }

  /** The bytes of one sample's values. */
  public long sampleBytes() {
    return Tensor.elements(sample) * dtype.bytes();
  }

  /**
   * Checks that an array of {@code length} bytes, header and all, holds the samples and no more.
   *
   * @throws NpyException if it does not
   */
  public void checkLength(long length) throws NpyException {
    long needed = count * sampleBytes();
    if (length - offset != needed) {
      throw new NpyException(
          Invalid.message(
              "npy length",
              (length - offset) + " bytes of values",
              count
                  + " times "
                  + dtype.label()
                  + " "
                  + Arrays.toString(sample)
                  + " needs "
                  + needed));
    }
  }

  /** One sample of its values as they stand in a C-ordered array: a view, or swapped. */
  public Tensor sample(byte[] values) {
    Tensor tensor = new Tensor(dtype, sample, values, 0);
    return bigEndian ? Npy.swapped(tensor) : tensor;
  }
}
