package org.dropshard.format.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

/** What StoredSnappy writes is Snappy, by the library that Spark reads it with. */
class StoredSnappyTest {
  private final StoredSnappy snappy = new StoredSnappy();

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private byte[] compress(byte[] page) throws IOException {
    Slab slab = Slab.of(StoredSnappy.HEADROOM + page.length + 3);
    System.arraycopy(page, 0, slab.array(), StoredSnappy.HEADROOM, page.length);
    Slab compressed =
        snappy.compress(slab.at(StoredSnappy.HEADROOM, StoredSnappy.HEADROOM + page.length));
    byte[] bytes = Arrays.copyOfRange(compressed.array(), compressed.from(), compressed.to());
    compressed.giveBack();
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 127, 128, 8191, 131_071, 131_072, 131_073, 1 << 20, 2_097_151, 2_097_152, 3 << 20
      })
  void noiseComesBackAndTakesTenBytesMoreAtMost(int length) throws IOException {
    byte[] page = noise(length);
    byte[] compressed = compress(page);
    assertArrayEquals(page, Snappy.uncompress(compressed));
    assertTrue(compressed.length <= Snappy.maxCompressedLength(length));
    if (length >= 131_072) {
      assertTrue(compressed.length <= length + 10, compressed.length + " bytes");
    }
  }

  @Test
  void whatShrinksIsCompressedAsSnappyDoes() throws IOException {
    byte[] page = noise(1 << 20);
    for (int from = 0; from < page.length; from += 2 << 10) {
      Arrays.fill(page, from, from + (1 << 10), (byte) 7); // half of each part
    }
    assertArrayEquals(Snappy.compress(page), compress(page));
  }

  @Test
  void runsOfZerosTakeOneTwentiethAndAllElseIsAsItWas() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] page = noise(131_072 + random.nextInt(200_000));
      int zeros = 0;
      for (int from = random.nextInt(9000); from < page.length; ) {
        int to = Math.min(page.length, from + 1 + random.nextInt(i % 2 == 0 ? 700 : 20_000));
        Arrays.fill(page, from, to, (byte) 0);
        zeros += to - from;
        from = to + 1 + random.nextInt(i % 3 == 0 ? 10 : 9000);
      }
      byte[] compressed = compress(page);
      assertArrayEquals(page, Snappy.uncompress(compressed));
      if (i % 6 == 1) { // long runs, far from one another
        assertTrue(
            compressed.length < page.length - zeros * 0.9 + 100,
            compressed.length + " bytes of " + page.length + " with " + zeros + " zeros");
      }
    }
  }

  @Test
  void aPageOfZerosIsNearlyNothing() throws IOException {
    for (int length : new int[] {131_072, 131_073, 1 << 20}) {
      byte[] compressed = compress(new byte[length]);
      assertArrayEquals(new byte[length], Snappy.uncompress(compressed));
      assertTrue(compressed.length < length / 20, compressed.length + " bytes");
    }
  }

  @Test
  void whatShrinksIsFoundAgainAfterPagesThatDoNot() throws IOException {
    byte[] page = new byte[1 << 18];
    Arrays.fill(page, (byte) 7);
    compress(noise(1 << 18));
    int[] lengths = new int[5];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = compress(page).length;
    }
    assertEquals(Snappy.compress(page).length, lengths[4]);
  }

  @Test
  void aPageHoldsNothingOfTheOneBefore() throws IOException {
    compress(noise(1 << 20));
    for (int length : new int[] {200_000, 3, 0, 140_000}) {
      assertArrayEquals(noise(length), Snappy.uncompress(compress(noise(length))));
    }
  }
}
