package org.dropshard.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.dropshard.testing.Golden;
import org.junit.jupiter.api.Test;

class KeystreamTest {
  private static final int[] LENGTHS = {0, 1, 3, 4, 7, 13, 127, 128, 129, 207, 2048, 4098, 20_000};
  private static final long[] EDGES = {0, 1, 42, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0xff00ff00L};

  private static final long[] OPENSSL = {
    998439599L,
    861215142L,
    554523485L,
    806270518L,
    2643082847L,
    907696920L,
    1056196128L,
    1918217047L
  };

  private final Keystream words = new Keystream();

  /** NIST SP 800-38A, F.5.1 CTR-AES128.Encrypt: the cipher below is the standard's. */
  @Test
  void cipherOfTheseTestsMeetsTheStandard() throws GeneralSecurityException {
    byte[] key = Golden.hex("2b7e151628aed2a6abf7158809cf4f3c");
    byte[] counter = Golden.hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    byte[] plain =
        Golden.hex(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
    byte[] encrypted =
        Golden.hex(
            "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
                + "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee");
    assertArrayEquals(encrypted, encrypt(key, counter, plain));
  }

  @Test
  void wordsAreThatCipherUnderTheContractsKeyAndCounter() throws GeneralSecurityException {
    for (long seed : EDGES) {
      for (long id : EDGES) {
        for (int stream : new int[] {0, 1, 7, Integer.MAX_VALUE}) {
          for (int length : LENGTHS) {
            assertArrayEquals(
                expected(seed, id, stream, length),
                take(seed, id, stream, length, length),
                () -> seed + ", " + id + ", " + stream + ", " + length);
          }
        }
      }
    }
  }

  /** {@code openssl enc -aes-128-ctr} of the package's documentation, od -An -tu4. */
  @Test
  void opensslGivesTheSameWords() {
    int[] taken = take(42, 7, 0, 100, 100);
    long[] unsigned = Arrays.stream(taken, 0, 8).mapToLong(Integer::toUnsignedLong).toArray();
    assertArrayEquals(OPENSSL, unsigned);
  }

  @Test
  void anyPiecesGiveTheSameWords() throws GeneralSecurityException {
    Random random = new Random(1);
    for (int length : LENGTHS) {
      int[] whole = expected(5, 6, 7, length);
      for (int most : new int[] {1, 3, 100, 2047, 2048, 2049, 5000}) {
        words.start(5, 6, 7, length);
        int[] pieces = new int[length + 2];
        for (int at = 0, n; at < length; at += n) {
          n = Math.min(length - at, random.nextInt(most + 1));
          words.next(pieces, at + 1, n);
        }
        assertArrayEquals(whole, Arrays.copyOfRange(pieces, 1, length + 1));
        assertEquals(0, pieces[0]);
        assertEquals(0, pieces[length + 1]);
      }
    }
  }

  @Test
  void announcedLengthDoesNotChangeTheWords() {
    int[] blockwise = take(1, 2, 3, 128, 128);
    int[] counterMode = take(1, 2, 3, 1_000_000, 128);
    assertArrayEquals(counterMode, blockwise);
  }

  @Test
  void keyFollowsTheSeedBackAndForth() throws GeneralSecurityException {
    for (int round = 0; round < 3; round++) {
      for (long seed = 0; seed < 3; seed++) {
        for (int length : new int[] {5, 500}) {
          assertArrayEquals(expected(seed, 9, 0, length), take(seed, 9, 0, length, length));
        }
      }
    }
  }

  @Test
  void startForgetsAnUnfinishedSequence() throws GeneralSecurityException {
    for (int before : new int[] {1, 50, 1000, 3000}) {
      take(1, 1, 1, 5000, before);
      assertArrayEquals(expected(1, 2, 1, 64), take(1, 2, 1, 64, 64));
      take(1, 1, 1, 100, Math.min(before, 100));
      assertArrayEquals(expected(1, 2, 1, 3000), take(1, 2, 1, 3000, 3000));
    }
  }

  @Test
  void negativeStreamIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> words.start(0, 0, -1, 1));
    assertEquals("Invalid stream: -1 (0 to 2147483647)", e.getMessage());
  }

  @Test
  void wordsPastAShortSequenceAreRefused() {
    words.start(0, 0, 0, 4);
    int[] taken = new int[5];
    assertThrows(IllegalStateException.class, () -> words.next(taken, 0, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> words.next(taken, 3, 3));
  }

  private int[] take(long seed, long id, int stream, int announced, int count) {
    int[] taken = new int[count];
    words.start(seed, id, stream, announced);
    words.next(taken, 0, count);
    return taken;
  }

  private static int[] expected(long seed, long id, int stream, int length)
      throws GeneralSecurityException {
    byte[] key = ByteBuffer.allocate(16).putLong(seed).put("dropout1".getBytes()).array();
    byte[] counter = ByteBuffer.allocate(16).putLong(id).putInt(stream).putInt(0).array();
    int[] expected = new int[length];
    ByteBuffer.wrap(encrypt(key, counter, new byte[length * 4]))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(expected);
    return expected;
  }

  private static byte[] encrypt(byte[] key, byte[] counter, byte[] plain)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
    return cipher.doFinal(plain);
  }
}
