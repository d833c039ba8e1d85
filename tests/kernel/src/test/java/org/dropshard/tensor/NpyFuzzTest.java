package org.dropshard.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever the bytes are, the reader gives an array or {@link NpyException}, and takes little
 * memory and time. {@code -Djqwik.tries.default=1000000} tries more.
 */
class NpyFuzzTest {
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long SECOND = 1_000_000_000;

  @Property(seed = "1")
  void anyBytes(@ForAll @Size(max = 300) byte[] data) {
    read(data);
  }

  @Property(seed = "2")
  void anyBytesBehindAMagic(
      @ForAll @IntRange(min = 0, max = 4) int version, @ForAll @Size(max = 300) byte[] data) {
    byte[] cell = Arrays.copyOf(NpyHeader.MAGIC, 8 + data.length);
    cell[6] = (byte) version;
    System.arraycopy(data, 0, cell, 8, data.length);
    read(cell);
  }

  @Property(seed = "3")
  void headersOfTheRightWordsInAnyOrder(
      @ForAll @IntRange(min = 1, max = 3) int version,
      @ForAll("headers") String header,
      @ForAll @IntRange(min = 0, max = 48) int values) {
    read(NpyTest.cell(version, header, new int[values]));
  }

  @Property(seed = "4")
  void arraysWithEdits(
      @ForAll("cells") byte[] cell,
      @ForAll @Size(max = 6) List<@IntRange(max = 200) Integer> places,
      @ForAll @Size(6) byte[] bytes,
      @ForAll @IntRange(max = 250) int length) {
    byte[] edited = cell.clone();
    for (int i = 0; i < places.size(); i++) {
      edited[places.get(i) % cell.length] = bytes[i];
    }
    read(length < cell.length ? Arrays.copyOf(edited, length) : edited);
  }

  @Provide
  Arbitrary<String> headers() {
    return Arbitraries.of(
            "{",
            "}",
            "'descr'",
            "'fortran_order'",
            "'shape'",
            ": ",
            ", ",
            "'<f4'",
            "'>i2'",
            "'|O'",
            "True",
            "False",
            "(",
            ")",
            "()",
            "(3,)",
            "(2, 3)",
            "(0, 5)",
            "2147483647",
            "65536",
            "-1",
            "L",
            "1,",
            " ",
            "\n",
            "'",
            "'descr': '<u1', ",
            "'fortran_order': False, ",
            "'shape': (3, 2), ",
            "{'descr': '<u1', 'fortran_order': True, 'shape': (3, 2)")
        .list()
        .ofMaxSize(14)
        .map(words -> String.join("", words));
  }

  @Provide
  Arbitrary<byte[]> cells() {
    Arbitrary<int[]> shapes = Arbitraries.integers().between(0, 4).array(int[].class).ofMaxSize(4);
    return Combinators.combine(Arbitraries.of(DType.class), shapes)
        .as((dtype, shape) -> Npy.write(zeros(dtype, shape)));
  }

  private static Tensor zeros(DType dtype, int[] shape) {
    return new Tensor(dtype, shape, new byte[(int) Tensor.elements(shape) * dtype.bytes()], 0);
  }

  private static void read(byte[] data) {
    long memory = THREAD.getCurrentThreadAllocatedBytes();
    long time = THREAD.getCurrentThreadCpuTime();
    try {
      Tensor tensor = Npy.read(data);
      assertEquals(data.length, Npy.size(data));
      Tensor again = Npy.read(Npy.write(tensor));
      assertEquals(tensor.dtype(), again.dtype());
      assertArrayEquals(tensor.shape(), again.shape());
      int at = tensor.offset();
      assertArrayEquals(
          Arrays.copyOfRange(tensor.data(), at, at + tensor.byteLength()),
          Arrays.copyOfRange(again.data(), again.offset(), again.data().length));
    } catch (NpyException e) {
      assertTrue(e.getMessage().startsWith("Invalid npy"), e.getMessage());
    }
    long taken = THREAD.getCurrentThreadAllocatedBytes() - memory;
    assertTrue(taken < (1 << 20) + 100L * data.length, taken + " bytes of memory");
    assertTrue(THREAD.getCurrentThreadCpuTime() - time < SECOND, "longer than a second");
  }
}
