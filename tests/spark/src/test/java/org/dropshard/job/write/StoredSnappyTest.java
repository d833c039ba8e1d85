package org.dropshard.job.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.bytes.BytesInput;
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
    int half = page.length / 2;
    BytesInput input =
        BytesInput.concat(
            BytesInput.from(page, 0, half), BytesInput.from(page, half, page.length - half));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    snappy.compress(input).writeAllTo(out);
    return out.toByteArray();
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
    for (int from = 0; from < page.length; from += 4 << 10) {
      Arrays.fill(page, from, from + (2 << 10), (byte) 0); // half of each part
    }
    assertArrayEquals(Snappy.compress(page), compress(page));
  }

  @Test
  void aPageHoldsNothingOfTheOneBefore() throws IOException {
    compress(noise(1 << 20));
    for (int length : new int[] {200_000, 3, 0, 140_000}) {
      assertArrayEquals(noise(length), Snappy.uncompress(compress(noise(length))));
    }
  }

  @Test
  void keepsNoBuffersWhenItIsReleased() throws IOException {
    compress(noise(1 << 20));
    snappy.release();
    assertEquals(5, Snappy.uncompress(compress(noise(5))).length);
  }
}
