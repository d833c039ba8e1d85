package org.dropshard.format.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SlabPoolTest {
  @Test
  void aBufferIsAsLongAsAskedFor() {
    SlabPool pool = new SlabPool(1 << 20);
    for (int size : new int[] {0, 1, 8191, 8192, 8193, 65_535, 100_000, 262_144, 1_000_001}) {
      ByteBuffer buffer = pool.allocate(size);
      assertEquals(size, buffer.remaining());
      assertTrue(
          buffer.capacity() <= Math.max(8192, size * 1.26), size + " in " + buffer.capacity());
      pool.release(buffer);
      assertEquals(size, pool.allocate(size).remaining());
    }
  }

  @Test
  void aReleasedBufferIsGivenOutOnce() {
    SlabPool pool = new SlabPool(1 << 20);
    ByteBuffer first = pool.allocate(100_000);
    first.position(7);
    pool.release(first);
    ByteBuffer second = pool.allocate(99_000);
    assertSame(first.array(), second.array());
    assertEquals(0, second.position());
    assertNotSame(second.array(), pool.allocate(99_000).array());
  }

  /** Even after its array was lent again. */
  @Test
  void aBufferThatIsGivenBackTwiceIsLentToOneAlone() {
    SlabPool pool = new SlabPool(1 << 20);
    ByteBuffer first = pool.allocate(100_000);
    pool.release(first);
    pool.release(first);
    ByteBuffer second = pool.allocate(100_000);
    pool.release(first);
    assertSame(first.array(), second.array());
    assertNotSame(second.array(), pool.allocate(100_000).array());
    assertThrows(BufferOverflowException.class, () -> first.put((byte) 1));
  }

  @Test
  void holdsNoMoreThanItMay() {
    SlabPool pool = new SlabPool(150_000);
    ByteBuffer first = pool.allocate(100_000);
    ByteBuffer second = pool.allocate(100_000);
    pool.release(first);
    pool.release(second);
    assertSame(second.array(), pool.allocate(100_000).array());
    assertNotSame(first.array(), pool.allocate(100_000).array());
  }

  @Test
  void theLargestIsAnArray() {
    assertEquals(Integer.MAX_VALUE - 8, SlabPool.capacity(Integer.MAX_VALUE - 8));
  }
}
