package org.dropshard.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "UINT8, 0.5, 0",
    "UINT8, 1.5, 2",
    "UINT8, 2.5, 2",
    "UINT8, 254.5, 254",
    "UINT8, 255.5, 255",
    "UINT8, -0.5, 0",
    "UINT8, -7, 0",
    "UINT8, 1e300, 255",
    "UINT8, NaN, 0",
    "UINT8, Infinity, 255",
    "UINT16, 65534.5, 65534",
    "UINT16, 65535.5, 65535",
    "UINT16, -1, 0",
    "UINT16, NaN, 0",
    "INT16, -32768.5, -32768",
    "INT16, -2.5, -2",
    "INT16, -3.5, -4",
    "INT16, 40000, 32767",
    "INT16, -Infinity, -32768",
    "INT16, NaN, 0",
    "INT32, 2147483646.5, 2147483646",
    "INT32, 2147483647.5, 2147483647",
    "INT32, -2147483648.5, -2147483648",
    "INT32, 4e9, 2147483647",
    "INT32, -4e9, -2147483648",
    "INT32, NaN, 0"
  })
  void integersRoundHalfToEvenAndSaturate(DType dtype, double value, double expected) {
    assertEquals(expected, Values.ofBits(dtype, Values.toBits(dtype, value)));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void bitsOfValuesAreZeroExtendedAndComeBack(DType dtype) {
    Random random = new Random(3);
    int width = dtype.bytes();
    for (int i = 0; i < 10_000; i++) {
      long bits = random.nextLong() >>> 64 - 8 * width;
      double value = Values.ofBits(dtype, bits);
      if (!Double.isNaN(value)) {
        assertEquals(bits, Values.toBits(dtype, value));
      }
      ByteBuffer view = Values.view(new byte[24 + width], 3, 3 * width);
      Values.putBits(view, width, 1, bits);
      assertEquals(bits, Values.bits(view, width, 1));
      assertEquals(0, Values.bits(view, width, 0));
      assertEquals(0, Values.bits(view, width, 2));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void conversionGoesValueByValue(DType from) {
    Random random = new Random(4);
    for (DType to : DType.values()) {
      int n = 207;
      byte[] data = new byte[5 + n * from.bytes()];
      random.nextBytes(data);
      Tensor x = new Tensor(from, new int[] {9, 23}, data, 5);
      Tensor y = Values.convert(x, to);
      if (from == to) {
        assertSame(x, y);
        continue;
      }
      assertEquals(to, y.dtype());
      ByteBuffer in = ByteBuffer.wrap(data, 5, n * from.bytes()).slice();
      ByteBuffer out = ByteBuffer.wrap(y.data(), y.offset(), n * to.bytes()).slice();
      in.order(ByteOrder.LITTLE_ENDIAN);
      out.order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < n; i++) {
        double value = Values.ofBits(from, Values.bits(in, from.bytes(), i));
        assertEquals(Values.toBits(to, value), Values.bits(out, to.bytes(), i));
      }
    }
  }

  @Test
  void tensorsThatDoNotFitTheirDataAreRefused() {
    IllegalArgumentException shorter =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Tensor(DType.FLOAT32, new int[] {3, 32, 32}, new byte[12289], 2));
    assertEquals(
        "Invalid tensor length: 12287 bytes (float32 [3, 32, 32] needs 12288)",
        shorter.getMessage());
    for (int[] shape : new int[][] {{-1}, {0, -1}, {65536, 65536}, {1 << 30, 2}, {-2, -2}}) {
      assertThrows(
          IllegalArgumentException.class, () -> new Tensor(DType.UINT8, shape, new byte[16], 0));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new Tensor(DType.UINT8, new int[0], new byte[1], -1));
  }

  @Test
  void elementsOfScalarsAndEmptyTensors() {
    assertEquals(1, Tensor.elements(new int[0]));
    assertEquals(0, Tensor.elements(new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE, 0}));
    assertEquals(Integer.MAX_VALUE, Tensor.elements(new int[] {1, Integer.MAX_VALUE, 1}));
  }

  @Test
  void labelsComeBack() {
    for (DType dtype : DType.values()) {
      assertEquals(dtype, DType.ofLabel(dtype.label()));
    }
    assertEquals(Layout.CHW, Layout.ofLabel("chw"));
    assertEquals(Layout.HWC, Layout.ofLabel("HWC"));
    assertThrows(IllegalArgumentException.class, () -> DType.ofLabel("int64"));
    assertThrows(IllegalArgumentException.class, () -> Layout.ofLabel("NCHW"));
  }
}
