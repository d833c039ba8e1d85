package org.dropshard.job.read.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PartitioningTest {
  private static final long SHARD = 128L << 20;
  private static final long LOCAL = 4 << 10;
  private static final long REMOTE = 4 << 20;

  private static int count(int cores, int files, long tensorBytes, long opening) {
    double bytes = (double) files * tensorBytes;
    return (int) Partitioning.count(cores, bytes, (double) opening * files, SHARD);
  }

  @Test
  void aMillionSmallFilesGiveEveryCoreWork() {
    for (int cores : new int[] {2, 100, 1000}) {
      assertEquals(cores * 3, count(cores, 1_000_000, 320, REMOTE));
    }
    assertEquals(300, count(100, 1_000_000, 320, LOCAL));
    assertEquals(527, count(1000, 1_000_000, 320, LOCAL)); // 8 MB each, openings and all
  }

  @Test
  void openingMakesNoShardsSmallWhereCoresHaveWork() {
    long photograph = 3L * 500 * 375;
    assertEquals(42, count(2, 10_000, photograph, LOCAL));
    assertEquals(42, count(2, 10_000, photograph, REMOTE));
  }

  @Test
  void fewLocalFilesStayOnePartition() {
    assertEquals(1, count(2, 120, 46_000, LOCAL));
  }

  @Test
  void fewRemoteFilesAreOpenedSideBySide() {
    assertEquals(6, count(2, 120, 46_000, REMOTE));
  }
}
