package org.dropshard.job;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The mask contract once more, from its text alone, one block and one unit at a time. Shares no
 * code with what it checks.
 */
public final class Contract {
  private Contract() {}

  public static boolean[] keep(long seed, long id, int stream, double p, int units) {
    try {
      byte[] key =
          ByteBuffer.allocate(16)
              .putLong(seed)
              .put("dropout1".getBytes(StandardCharsets.US_ASCII))
              .array();
      Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      long threshold = (long) Math.floor(p * 4294967296.0 + 0.5);
      boolean[] keep = new boolean[units];
      for (int unit = 0; unit < units; unit++) {
        byte[] counter =
            ByteBuffer.allocate(16).putLong(id).putInt(stream).putInt(unit / 4).array();
        int word =
            ByteBuffer.wrap(aes.doFinal(counter))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(4 * (unit % 4));
        keep[unit] = Integer.toUnsignedLong(word) >= threshold;
      }
      return keep;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
