package org.dropshard.dropout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** The mask contract read aloud: the slow, obvious oracle, one counter block at a time. */
final class ReferenceMask {
  private final Cipher aes;
  private final long id;
  private final int stream;
  private final double p;
  private long blockNumber = -1;
  private ByteBuffer block;

  ReferenceMask(long seed, long id, int stream, double p) {
    byte[] key = Arrays.copyOf(ByteBuffer.allocate(8).putLong(seed).array(), 16);
    System.arraycopy("dropout1".getBytes(), 0, key, 8, 8);
    try {
      aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    this.id = id;
    this.stream = stream;
    this.p = p;
  }

  boolean keeps(long unit) {
    long threshold = (long) Math.floor(p * 4294967296.0 + 0.5);
    return word(unit) >= threshold;
  }

  private long word(long unit) {
    if (unit / 4 != blockNumber) {
      blockNumber = unit / 4;
      byte[] counter =
          ByteBuffer.allocate(16).putLong(id).putInt(stream).putInt((int) blockNumber).array();
      try {
        block = ByteBuffer.wrap(aes.doFinal(counter)).order(ByteOrder.LITTLE_ENDIAN);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
    return block.getInt((int) (unit % 4) * 4) & 0xffffffffL;
  }
}
