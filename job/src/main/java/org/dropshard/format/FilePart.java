package org.dropshard.format;

/**
 * A part of a file, in bytes.
 *
 * @param start where it starts
 * @param size how many it has
 * @param length how many the file has
 */
public record FilePart(long start, long size, long length) {
  /** Whether the file ends with it: it speaks for the whole. */
  public boolean isLast() {
    return start + size >= length;
  }

  /** The first of a file's records that is this part's. */
  public long first(long records) {
    return share(start, records);
  }

  /** The first that is no more. */
  public long end(long records) {
    return isLast() ? records : share(start + size, records);
  }

  /** As many records lie before a byte as their part of the bytes. */
  private long share(long offset, long records) {
    return java.math.BigInteger.valueOf(records)
        .multiply(java.math.BigInteger.valueOf(offset))
        .divide(java.math.BigInteger.valueOf(Math.max(1, length)))
        .longValue();
  }
}
