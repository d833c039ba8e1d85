package org.dropshard.tensor;

/** The element types of a tensor. Values are little-endian. */
public enum DType {
  UINT8("|u1", 1),
  UINT16("<u2", 2),
  INT16("<i2", 2),
  INT32("<i4", 4),
  /** IEEE 754 binary16. */
  FLOAT16("<f2", 2),
  /**
   * The upper half of a binary32. NumPy has no such type: {@code ml_dtypes} saves it as two opaque
   * bytes, and that is how it is read and written here.
   */
  BFLOAT16("<V2", 2),
  FLOAT32("<f4", 4),
  FLOAT64("<f8", 8);

  private final String descr;
  private final int bytes;

  DType(String descr, int bytes) {
    this.descr = descr;
    this.bytes = bytes;
  }

  /** The type's name in an npy header, in little-endian byte order. */
  public String descr() {
    return descr;
  }

  /** Bytes an element: 1, 2, 4 or 8. */
  public int bytes() {
    return bytes;
  }

  public boolean isFloating() {
    return this == FLOAT16 || this == BFLOAT16 || this == FLOAT32 || this == FLOAT64;
  }

  /** The lower-case name, as NumPy, PyTorch and the command line spell it: {@code "float32"}. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * The type of a lower-case name.
   *
   * @throws IllegalArgumentException if there is no such type
   */
  public static DType ofLabel(String label) {
    return Labels.parse("dtype", DType.class, label);
  }
}
