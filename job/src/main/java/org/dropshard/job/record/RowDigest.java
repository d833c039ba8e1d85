package org.dropshard.job.record;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.dropshard.job.store.Sha256;

/**
 * The digest of a multiset of rows: the sum modulo 2²⁵⁶ of the rows' SHA-256, each over sample id
 * (8 bytes, big-endian), copy (4 bytes, big-endian), the tensor as numpy.save writes it, and where
 * rows have columns of them the mask and the shares of boxes, as npy. Addition makes it free of
 * order, and a row twice counts twice. A new one is that of no rows: zero. Not thread-safe.
 *
 * <p>It finds any accidental change. Against a forger who may add rows of his own choice without
 * bound it is not meant to stand.
 *
 * @see <a href="https://doi.org/10.1007/3-540-69053-0_13">Bellare, Micciancio: A new paradigm for
 *     collision-free hashing (1997), AdHash</a>
 */
public final class RowDigest {
  /** The bytes of a digest. */
  public static final int BYTES = 32;

  private final MessageDigest sha256 = Sha256.digest();
  private final ByteBuffer prefix = ByteBuffer.allocate(12);
  private final byte[] sum = new byte[BYTES];

  /**
   * Adds a row whose tensor is {@code npy}.
   *
   * @param beside its mask and the shares of its boxes, as far as they stand in columns of their
   *     own
   */
  public void add(long sampleId, int copy, byte[] npy, byte[]... beside) {
    prefix.clear().putLong(sampleId).putInt(copy);
    sha256.update(prefix.array());
    sha256.update(npy);
    for (byte[] part : beside) {
      sha256.update(part);
    }
    add(sha256.digest());
  }

  /** Adds the digest of other rows. */
  public void add(byte[] digest) {
    int carry = 0;
    for (int i = BYTES - 1; i >= 0; i--) {
      carry += (sum[i] & 0xff) + (digest[i] & 0xff);
      sum[i] = (byte) carry;
      carry >>>= 8;
    }
  }

  /** Adds the digest of other rows, in hexadecimal. */
  public void add(String digest) {
    add(HexFormat.of().parseHex(digest));
  }

  /** The digest so far, big-endian. */
  public byte[] value() {
    return sum.clone();
  }

  /** The digest so far, in hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(sum);
  }
}
