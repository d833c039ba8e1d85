package org.dropshard.job.read.cell;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.npy.NpyFormat;
import org.dropshard.job.HostileArrays;
import org.dropshard.job.HostileFile;
import org.dropshard.job.image.Channels;
import org.dropshard.job.image.HostilePictures;
import org.dropshard.job.image.ImageDecoder;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** What a header claims is held against what is there before memory is taken for it. */
class MemoryBudgetTest {
  private static final long DEFAULT_MAX_PIXELS = 1 << 28;

  /** Far less than any of the claims, far more than the files. */
  private static final long BUDGET = 8 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TestFactory
  Stream<DynamicTest> picturesThatClaimMuchCostLittle() throws IOException {
    return HostilePictures.claims().stream()
        .map(
            file ->
                within(
                    file,
                    () -> ImageDecoder.decode(file.content(), Channels.RGB, DEFAULT_MAX_PIXELS)));
  }

  @TestFactory
  Stream<DynamicTest> arraysThatClaimMuchCostLittle() {
    List<String> claims =
        List.of("too-many", "tera", "axis", "overflow", "claims", "header-length");
    return HostileArrays.cells().stream()
        .filter(file -> claims.contains(file.name()))
        .map(file -> within(file, () -> Npy.read(file.content())));
  }

  @TestFactory
  Stream<DynamicTest> archivesThatHoldMuchCostLittle() {
    return HostileArrays.archives().stream()
        .filter(file -> file.reason() != null)
        .map(file -> within(file, () -> readAll(file.content())));
  }

  private static void readAll(byte[] archive) throws IOException, NpyException {
    try (ArrayFormat.ArrayFile reader = new NpyFormat().open("a.npz", archive)) {
      while (reader.next()) {
        reader.tensor();
      }
    }
    throw new NpyException("Invalid npz: no array");
  }

  private static DynamicTest within(HostileFile file, Executable read) {
    return dynamicTest(
        file.name(),
        () -> {
          assertThrows(Exception.class, read); // loads what is needed only once
          long before = THREADS.getCurrentThreadAllocatedBytes();
          assertThrows(Exception.class, read);
          long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
          assertTrue(taken < BUDGET, taken + " bytes for one of " + file.content().length);
        });
  }
}
