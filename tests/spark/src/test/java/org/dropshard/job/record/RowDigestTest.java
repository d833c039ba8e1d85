package org.dropshard.job.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.dropshard.job.store.Sha256;
import org.junit.jupiter.api.Test;

/** The sum of rows' SHA-256, against whole numbers. */
class RowDigestTest {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  /** Enough rows that the sum goes round. */
  private static final int ROWS = 40;

  private static byte[] npy(int row) {
    return new byte[] {(byte) row, 1, 2};
  }

  private static BigInteger byHand(int row, byte... mask) {
    ByteBuffer said = ByteBuffer.allocate(12 + 3 + mask.length);
    said.putLong(1L << 40 | row).putInt(row % 3).put(npy(row)).put(mask);
    return new BigInteger(1, Sha256.digest().digest(said.array()));
  }

  private static void add(RowDigest digest, int row) {
    digest.add(1L << 40 | row, row % 3, npy(row));
  }

  @Test
  void isTheSumInAnyOrderAndAnyParts() {
    BigInteger sum = BigInteger.ZERO;
    RowDigest forward = new RowDigest();
    RowDigest even = new RowDigest();
    RowDigest odd = new RowDigest();
    for (int row = 0; row < ROWS; row++) {
      sum = sum.add(byHand(row));
      add(forward, row);
      add(row % 2 == 0 ? even : odd, ROWS - 1 - row);
    }
    assertTrue(sum.compareTo(MODULUS) > 0); // it goes round
    assertEquals(String.format("%064x", sum.mod(MODULUS)), forward.hex());
    odd.add(even.hex());
    assertEquals(forward.hex(), odd.hex());
  }

  @Test
  void aRowTwiceCountsTwiceAndNoneIsZero() {
    RowDigest twice = new RowDigest();
    assertEquals("0".repeat(64), twice.hex());
    add(twice, 1);
    add(twice, 1);
    assertEquals(
        String.format("%064x", byHand(1).multiply(BigInteger.TWO).mod(MODULUS)), twice.hex());
  }

  @Test
  void aMaskIsAPartOfItsRow() {
    RowDigest masked = new RowDigest();
    masked.add(1L << 40 | 4, 1, npy(4), new byte[] {9});
    assertEquals(String.format("%064x", byHand(4, (byte) 9)), masked.hex());
  }
}
