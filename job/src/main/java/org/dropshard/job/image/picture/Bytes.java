package org.dropshard.job.image.picture;

/**
 * Unsigned integers out of a byte array. A read past the end throws {@code
 * IndexOutOfBoundsException}, which {@code ImageDecoder} reports as a file that ends early.
 */
public final class Bytes {

  private Bytes() {}

  public static int u8(byte[] data, int at) {
    return data[at] & 0xFF;
  }

  public static int be16(byte[] data, int at) {
    return u8(data, at) << 8 | u8(data, at + 1);
  }

  public static long be32(byte[] data, int at) {
    return (long) be16(data, at) << 16 | be16(data, at + 2);
  }

  public static int le16(byte[] data, int at) {
    return u8(data, at) | u8(data, at + 1) << 8;
  }

  public static long le32(byte[] data, int at) {
    return le16(data, at) | (long) le16(data, at + 2) << 16;
  }

  public static int le24(byte[] data, int at) {
    return le16(data, at) | u8(data, at + 2) << 16;
  }

  /** Whether the Latin-1 characters of {@code text} stand at {@code at}; false past the end. */
  public static boolean startsWith(byte[] data, int at, String text) {
    if (at < 0 || text.length() > data.length - at) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (u8(data, at + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
