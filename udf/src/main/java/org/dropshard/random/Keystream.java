package org.dropshard.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Random 32-bit words by position: word u of (seed, id, stream) is the same on every machine,
 * however many words are asked for and in whatever pieces.
 *
 * <p>The generator is AES-128 in counter mode. The key is the seed, big-endian, followed by the
 * ASCII bytes {@code dropout1}; the first counter block is the id (8 bytes), the stream (4 bytes)
 * and 4 zero bytes, all big-endian; words are read from the keystream little-endian.
 *
 * <p>Not thread-safe: one instance per thread. Start a sequence, then take its words in order.
 *
 * @see <a href="https://doi.org/10.6028/NIST.SP.800-38A">NIST SP 800-38A, section 6.5 (CTR)</a>
 * @see <a href="https://doi.org/10.1145/2063384.2063405">Salmon, Moraes, Dror, Shaw: Parallel
 *     random numbers: as easy as 1, 2, 3 (SC'11)</a>
 */
public final class Keystream {
  /** Words that one call into the cipher makes: 8 KB, which stay in the first-level cache. */
  private static final int CHUNK_WORDS = 2048;

  /**
   * Sequences up to this many words are encrypted block by block: a counter-mode start costs as
   * much as some thirty blocks.
   */
  private static final int BLOCKWISE_WORDS = 128;

  private static final byte[] ZEROS = new byte[CHUNK_WORDS * 4];
  private static final long KEY_SUFFIX = 0x64726f706f757431L; // "dropout1"

  private final Cipher counterMode;
  private final Cipher blockMode;
  private final byte[] counter = new byte[16];
  private final byte[] counters = new byte[BLOCKWISE_WORDS * 4];
  private final byte[] blocks = new byte[BLOCKWISE_WORDS * 4];
  private final byte[] chunk = new byte[CHUNK_WORDS * 4];
  private final IntBuffer chunkWords =
      ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();

  private SecretKeySpec key;
  private long keySeed;
  private boolean blockModeReady;
  private boolean blockwise;
  private int available; // bytes in blocks
  private int position;

  public Keystream() {
    try {
      counterMode = Cipher.getInstance("AES/CTR/NoPadding");
      blockMode = Cipher.getInstance("AES/ECB/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot start AES: the JDK has no such cipher", e);
    }
  }

  /**
   * Goes to word 0 of a sequence of {@code length} words.
   *
   * @param seed any value
   * @param id the sample's id, or its group's; any value
   * @param stream the number of the copy, epoch or operation, in [0, 2³¹)
   * @param length how many words will be taken, ≥ 0; a bound that picks the quicker way, not a
   *     limit on the values
   * @throws IllegalArgumentException if {@code stream} is negative
   */
  public void start(long seed, long id, int stream, long length) {
    if (stream < 0) {
      throw new IllegalArgumentException("Invalid stream: " + stream + " (0 to 2147483647)");
    }
    begin(seed, id, stream, length);
  }

  /**
   * Goes to word 0 of a sequence that no mask draws from: that of stream 2³¹ + {@code number}.
   *
   * @param number in [0, 2³¹)
   * @param length as for {@link #start}
   * @throws IllegalArgumentException if {@code number} is negative
   */
  public void startBeyondMasks(long seed, long id, int number, long length) {
    if (number < 0) {
      throw new IllegalArgumentException("Invalid stream: " + number + " (0 to 2147483647)");
    }
    begin(seed, id, number | Integer.MIN_VALUE, length);
  }

  private void begin(long seed, long id, int stream, long length) {
    if (key == null || keySeed != seed) {
      byte[] bytes = ByteBuffer.allocate(16).putLong(seed).putLong(KEY_SUFFIX).array();
      key = new SecretKeySpec(bytes, "AES");
      keySeed = seed;
      blockModeReady = false;
    }
    ByteBuffer.wrap(counter).putLong(id).putInt(stream).putInt(0);
    position = 0;
    available = 0;
    blockwise = length <= BLOCKWISE_WORDS;
    try {
      if (!blockwise) {
        counterMode.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
      } else if (length > 0) {
        encryptBlocks((int) (length + 3) / 4);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot encrypt: AES failed", e);
    }
  }

  /**
   * The next {@code count} words of the sequence. Each call costs a tenth of a microsecond beside
   * its words: take hundreds at a time.
   *
   * @throws IndexOutOfBoundsException if {@code destination} is too short
   * @throws IllegalStateException if more words are taken than a sequence of at most 128 was
   *     started with
   */
  public void next(int[] destination, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, destination.length);
    for (int done = 0, n; done < count; done += n) {
      n = Math.min(CHUNK_WORDS, count - done);
      next(chunk, 0, n);
      chunkWords.get(0, destination, offset + done, n);
    }
  }

  /**
   * The next {@code count} words as 4·{@code count} little-endian bytes, which is how they leave
   * the cipher.
   *
   * @throws IndexOutOfBoundsException if {@code destination} is too short
   * @throws IllegalStateException as {@link #next(int[], int, int)} does
   */
  public void next(byte[] destination, int offset, int count) {
    Objects.checkFromIndexSize(offset, count * 4L, destination.length);
    if (blockwise) {
      if (count * 4 > available - position) {
        throw new IllegalStateException("Cannot go on: the sequence was started shorter");
      }
      System.arraycopy(blocks, position, destination, offset, count * 4);
      position += count * 4;
      return;
    }
    try {
      for (int done = 0, n; done < count * 4; done += n) {
        n = Math.min(ZEROS.length, count * 4 - done);
        counterMode.update(ZEROS, 0, n, destination, offset + done);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot encrypt: AES failed", e);
    }
  }

  private void encryptBlocks(int count) throws GeneralSecurityException {
    if (!blockModeReady) {
      blockMode.init(Cipher.ENCRYPT_MODE, key);
      blockModeReady = true;
    }
    for (int block = 0; block < count; block++) {
      System.arraycopy(counter, 0, counters, block * 16, 15);
      counters[block * 16 + 15] = (byte) block; // at most 32 blocks: one byte counts them
    }
    available = blockMode.update(counters, 0, count * 16, blocks, 0);
  }
}
