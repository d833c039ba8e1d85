package org.dropshard.job.read.cell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.npy.NpyFormat;
import org.dropshard.job.HostileArrays;
import org.dropshard.job.HostileFile;
import org.dropshard.tensor.NpyException;

/** Whatever an archive holds, its reader gives arrays or {@link NpyException}. */
class NpzFuzzTest {
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Property(seed = "1")
  void archivesWithEdits(
      @ForAll("archives") byte[] archive,
      @ForAll @Size(max = 6) List<@IntRange(max = 1000) Integer> places,
      @ForAll @Size(6) byte[] bytes,
      @ForAll @IntRange(max = 600) int length)
      throws IOException {
    byte[] edited = archive.clone();
    for (int i = 0; i < places.size() && edited.length > 0; i++) {
      edited[places.get(i) % edited.length] = bytes[i];
    }
    read(length < edited.length ? Arrays.copyOf(edited, length) : edited);
  }

  @Provide
  Arbitrary<byte[]> archives() {
    return Arbitraries.of(
        HostileArrays.smallArchives().stream().map(HostileFile::content).toList());
  }

  private static void read(byte[] archive) throws IOException {
    long memory = THREAD.getCurrentThreadAllocatedBytes();
    try (ArrayFormat.ArrayFile reader = new NpyFormat().open("a.npz", archive)) {
      while (reader.next()) {
        try {
          reader.tensor();
        } catch (NpyException e) {
          assertTrue(e.getMessage().startsWith("Invalid np"), e.getMessage());
        }
      }
    } catch (NpyException e) {
      assertTrue(e.getMessage().startsWith("Invalid npz"), e.getMessage());
    }
    long taken = THREAD.getCurrentThreadAllocatedBytes() - memory;
    assertTrue(taken < 4 << 20, taken + " bytes of memory");
  }
}
