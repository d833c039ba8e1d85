package org.dropshard.job.store;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * What the bytes of a file come to.
 *
 * @param bytes how many
 * @param crc32c their CRC-32C (Castagnoli), 8 hexadecimal digits
 * @param sha256 their SHA-256, 64 hexadecimal digits; empty: it was not asked for
 */
public record FileSum(long bytes, String crc32c, Optional<String> sha256) {
  private static final int BUFFER = 1 << 20;

  /** Sums what passes. Not thread-safe. */
  private static final class Sums {
    private final CRC32C crc32c = new CRC32C();
    private final MessageDigest sha256;
    private long bytes;

    Sums(boolean sha256) {
      this.sha256 = sha256 ? Sha256.digest() : null;
    }

    void add(byte[] data, int offset, int length) {
      crc32c.update(data, offset, length);
      if (sha256 != null) {
        sha256.update(data, offset, length);
      }
      bytes += length;
    }

    FileSum sum() {
      return new FileSum(
          bytes,
          String.format("%08x", crc32c.getValue()),
          Optional.ofNullable(sha256).map(sums -> HexFormat.of().formatHex(sums.digest())));
    }
  }

  /** The sum of what is left of a stream. */
  public static FileSum of(InputStream in, boolean sha256) throws IOException {
    Sums sums = new Sums(sha256);
    byte[] buffer = new byte[BUFFER];
    for (int n; (n = in.read(buffer)) >= 0; ) {
      sums.add(buffer, 0, n);
    }
    return sums.sum();
  }

  /**
   * A stream that sums what is written to it.
   *
   * @param closed told of the sum once {@code out} is closed
   */
  public static OutputStream writing(OutputStream out, boolean sha256, Consumer<FileSum> closed) {
    Sums sums = new Sums(sha256);
    return new FilterOutputStream(out) {
      private boolean open = true;

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] data, int offset, int length) throws IOException {
        out.write(data, offset, length);
        sums.add(data, offset, length);
      }

      @Override
      public void close() throws IOException {
        super.close();
        if (open) {
          open = false;
          closed.accept(sums.sum());
        }
      }
    };
  }

  /** Writes it. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(bytes);
    out.writeUTF(crc32c);
    out.writeUTF(sha256.orElse(""));
  }

  /** Reads what {@link #write} wrote. */
  public static FileSum read(DataInput in) throws IOException {
    return new FileSum(
        in.readLong(), in.readUTF(), Optional.of(in.readUTF()).filter(hex -> !hex.isEmpty()));
  }
}
