package org.dropshard.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples of a batch are those that the whole array has along its first axis. */
class NpyBatchTest {
  private static final int[][] SHAPES = {{1}, {7}, {0, 3}, {5, 0}, {4, 3, 2, 5}};

  @ParameterizedTest
  @EnumSource(DType.class)
  void eachSampleIsThatOfTheArray(DType dtype) throws NpyException {
    Random random = new Random(8);
    for (int[] shape : SHAPES) {
      byte[] data = new byte[(int) Tensor.elements(shape) * dtype.bytes()];
      random.nextBytes(data);
      for (String order : dtype.bytes() == 1 ? new String[] {"|"} : new String[] {"<", ">"}) {
        byte[] header = Npy.header(order + dtype.descr().substring(1), shape);
        byte[] cell = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, cell, header.length, data.length);
        NpyBatch batch = NpyBatch.of(cell);
        assertEquals(shape[0], batch.count());
        batch.checkLength(cell.length);
        Tensor whole = Npy.read(cell);
        int bytes = (int) batch.sampleBytes();
        for (int i = 0; i < batch.count(); i++) {
          int from = batch.offset() + i * bytes;
          Tensor sample = batch.sample(Arrays.copyOfRange(cell, from, from + bytes));
          assertArrayEquals(Npy.write(whole.sample(i)), Npy.write(sample));
          assertArrayEquals(Arrays.copyOfRange(shape, 1, shape.length), sample.shape());
        }
      }
    }
  }

  @Test
  void theWholeMayBeLargerThanAnArray() throws NpyException {
    byte[] header = Npy.header(DType.FLOAT64, new int[] {1 << 20, 256, 128});
    NpyBatch batch = NpyBatch.of(header);
    assertEquals(1 << 18, batch.sampleBytes());
    batch.checkLength(header.length + (1L << 38));
    assertThrows(NpyException.class, () -> batch.checkLength(header.length + (1L << 38) - 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "() | Invalid npy shape: () (a batch has an axis of samples)",
        "(2, 65536, 65536) | Invalid npy shape: [65536, 65536] (at most 2147483647 elements)"
      })
  void whatIsNoBatchIsRefused(String shape, String message) {
    byte[] cell = NpyHeader.bytes("<f4", new int[] {123});
    String text = new String(cell, StandardCharsets.ISO_8859_1);
    String other = text.replace("(123,)", shape);
    byte[] start = other.getBytes(StandardCharsets.ISO_8859_1);
    start[8] += (byte) (start.length - cell.length);
    NpyException refused = assertThrows(NpyException.class, () -> NpyBatch.of(start));
    assertEquals(message, refused.getMessage());
  }
}
