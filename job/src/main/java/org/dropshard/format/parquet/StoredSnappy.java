package org.dropshard.format.parquet;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.xerial.snappy.Snappy;

/**
 * Snappy that does not try for long. A page is compressed if parts of it shrink; otherwise its
 * bytes are stored as literals, which are valid Snappy and are read as fast as a plain copy, and
 * long runs of zeros, such as dropped channels, as repetitions. Floats with dropped elements would
 * shrink by a sixth, at a fifth of the speed of all else a job does. A column chunk without
 * compression would do for all of its pages or for none, before the first of them is known. Not
 * thread-safe.
 *
 * <p>Source: Snappy's "Snappy compressed format description".
 */
final class StoredSnappy {
  /** So many bytes before a page have to be free. */
  static final int HEADROOM = 16;

  /** A page is compressed if its parts shrink to this. */
  private static final double WORTH = 0.75;

  /** Parts of this size are tried, one in each stretch of so many bytes; shorter pages whole. */
  private static final int PART = 4 << 10;

  private static final int STRETCH = 128 << 10;

  /** After pages that do not shrink, so many are not tried. */
  private static final int UNTRIED = 3;

  /** Runs are worth it if they are this part of the page. */
  private static final int RUNS_OF_PAGE = 16;

  private static final int LITERAL_OF_FOUR_BYTE_LENGTH = 63 << 2;
  private static final int LITERAL_HEADER = 5;

  /** The longest repetition; it takes what is as far behind. */
  private static final int COPY = 64;

  private static final int COPY_WITH_TWO_BYTE_OFFSET = 2;
  private static final int COPY_BYTES = 3;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ZeroRuns runs = new ZeroRuns();
  private int untried;

  /**
   * Compresses a page.
   *
   * @param page has {@link #HEADROOM} before it; is given back if the result is another
   */
  Slab compress(Slab page) throws IOException {
    boolean isShort = page.length() < STRETCH;
    if (!isShort) {
      runs.find(page);
    }
    if (isShort || shrinks(page)) {
      Slab compressed = Slab.of(Snappy.maxCompressedLength(page.length()));
      int size = Snappy.compress(page.array(), page.from(), page.length(), compressed.array(), 0);
      page.giveBack();
      return compressed.at(0, size);
    }
    if (runs.bytes() >= page.length() / RUNS_OF_PAGE) {
      Slab compressed = withoutRuns(page);
      page.giveBack();
      return compressed;
    }
    int header = page.from() - LITERAL_HEADER;
    literal(page.array(), header, page.length());
    int start = header - lengthBytes(page.length());
    length(page.array(), start, page.length());
    return page.at(start, page.to());
  }

  private boolean shrinks(Slab page) throws IOException {
    if (untried > 0) {
      untried--;
      return false;
    }
    Slab scratch = Slab.of(Snappy.maxCompressedLength(PART));
    long before = 0;
    long after = 0;
    for (int from = page.from(); from + PART <= page.to(); from += STRETCH) {
      int at = runs.gap(from, Math.min(from + STRETCH, page.to()), PART);
      if (at >= 0) {
        before += PART;
        after += Snappy.compress(page.array(), at, PART, scratch.array(), 0);
      }
    }
    scratch.giveBack();
    boolean shrinks = after < WORTH * before;
    untried = shrinks ? 0 : UNTRIED;
    return shrinks;
  }

  /** Literals, each up to the first bytes of a run, and copies of those for the rest of it. */
  private Slab withoutRuns(Slab page) {
    byte[] from = page.array();
    int most =
        lengthBytes(page.length())
            + page.length()
            - runs.bytes()
            + runs.count() * (LITERAL_HEADER + COPY + COPY_BYTES)
            + runs.bytes() / COPY * COPY_BYTES
            + LITERAL_HEADER;
    Slab compressed = Slab.of(most);
    byte[] to = compressed.array();
    int at = length(to, 0, page.length());
    int done = page.from();
    for (int i = 0; i <= runs.count(); i++) {
      int end = i < runs.count() ? runs.start(i) + COPY : page.to();
      if (end > done) {
        at = literal(to, at, end - done);
        System.arraycopy(from, done, to, at, end - done);
        at += end - done;
        done = end;
      }
      int runEnd = i < runs.count() ? runs.end(i) : done;
      for (int n; (n = Math.min(COPY, runEnd - done)) > 0; done += n) {
        to[at] = (byte) (n - 1 << 2 | COPY_WITH_TWO_BYTE_OFFSET);
        to[at + 1] = COPY;
        to[at + 2] = 0;
        at += COPY_BYTES;
      }
    }
    return compressed.at(0, at);
  }

  /** Writes what comes before so many bytes as they are; the place after it. */
  private static int literal(byte[] to, int at, int length) {
    to[at] = (byte) LITERAL_OF_FOUR_BYTE_LENGTH;
    INT.set(to, at + 1, length - 1);
    return at + LITERAL_HEADER;
  }

  private static int lengthBytes(int length) {
    return Math.max(1, (38 - Integer.numberOfLeadingZeros(length)) / 7); // of seven bits
  }

  /** Writes a page's length; the place after it. */
  private static int length(byte[] to, int at, int length) {
    int end = at;
    for (int rest = length; ; rest >>>= 7) {
      boolean last = rest >>> 7 == 0;
      to[end++] = (byte) (rest & 0x7f | (last ? 0 : 0x80));
      if (last) {
        return end;
      }
    }
  }
}
