package org.dropshard.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no array are refused with {@link NpyException}, and never with another. */
class HostileNpyTest {
  private static final String GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  private static final int VALUES = 24;

  @Test
  void everyTruncationIsRefused() throws NpyException {
    for (int version = 1; version <= 3; version++) {
      byte[] cell = NpyTest.cell(version, GOOD, new int[VALUES]);
      Npy.read(cell);
      for (int length = 0; length < cell.length; length++) {
        byte[] cut = Arrays.copyOf(cell, length);
        assertThrows(NpyException.class, () -> Npy.read(cut));
        int end = length;
        assertThrows(NpyException.class, () -> Npy.read(cell, 0, end));
      }
      assertThrows(NpyException.class, () -> Npy.read(Arrays.copyOf(cell, cell.length + 1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{",
        "}",
        "()",
        "None",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'shape': (2, 3)}",
        "{'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': false, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 6}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [2, 3]}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3.0)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,6)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (L,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6LL,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0x6,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ((2, 3))}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647,)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} + 1",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3),,}",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,)}",
        "{'descr': {'descr': '<f4'}, 'fortran_order': False, 'shape': (6,)}",
        "{'descr': '', 'fortran_order': False, 'shape': (6,)}",
        "{'descr': '<', 'fortran_order': False, 'shape': (6,)}",
        "{'descr': 'f4', 'fortran_order': False, 'shape': (6,)}",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<U6', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<V24', 'fortran_order': False, 'shape': ()}",
        "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (3,)}",
        "\u0000\u0001\u0002",
        "{'descr': '\u00e9', 'fortran_order': False, 'shape': (6,)}"
      })
  void wrongHeadersAreRefused(String header) {
    for (int version = 1; version <= 3; version++) {
      byte[] cell = NpyTest.cell(version, header, new int[VALUES]);
      NpyException e = assertThrows(NpyException.class, () -> Npy.read(cell));
      assertTrue(e.getMessage().startsWith("Invalid npy"), e.getMessage());
    }
  }

  @Test
  void moreAxesThanNumPyHasAreRefused() throws NpyException {
    String ones = "1, ".repeat(Tensor.MOST_AXES);
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (%s)}";
    assertEquals(
        Tensor.MOST_AXES, Npy.read(NpyTest.cell(1, header.formatted(ones), 1)).shape().length);
    byte[] cell = NpyTest.cell(1, header.formatted(ones + "1"), 1);
    NpyException e = assertThrows(NpyException.class, () -> Npy.read(cell));
    assertEquals("Invalid npy shape: 65 axes (at most 64)", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Tensor(DType.UINT8, new int[Tensor.MOST_AXES + 1], new byte[0], 0));
  }

  @Test
  void sizeIsThatOfTheWholeArray() throws NpyException {
    byte[] cell = NpyTest.cell(1, GOOD, new int[VALUES]);
    assertEquals(cell.length, Npy.size(cell));
    assertEquals(cell.length, Npy.size(Arrays.copyOf(cell, cell.length - VALUES)));
    assertThrows(NpyException.class, () -> Npy.size(Arrays.copyOf(cell, 20)));
  }

  @Test
  void picklesAreNeverRead() {
    byte[] cell =
        NpyTest.cell(1, "{'descr': '|O', 'fortran_order': False, 'shape': (3,), }", 0x80, 2, '.');
    NpyException e = assertThrows(NpyException.class, () -> Npy.read(cell));
    assertEquals("Invalid npy type: |O (objects are pickles, never read)", e.getMessage());
  }

  @Test
  void hugeHeaderLengthsCostNoMemory() {
    for (int length : new int[] {10_001, 0xffffff, Integer.MAX_VALUE, -1}) {
      byte[] cell = NpyTest.cell(2, GOOD, new int[VALUES]);
      for (int b = 0; b < 4; b++) {
        cell[8 + b] = (byte) (length >> 8 * b);
      }
      NpyException e = assertThrows(NpyException.class, () -> Npy.read(cell));
      assertTrue(e.getMessage().contains(Integer.toUnsignedString(length)), e.getMessage());
    }
  }

  @Test
  void longHeadersTakeNoTimeToRefuse() {
    for (String part : new String[] {" ", "'", "(", "'descr':", "'a': {", "1,", "'shape': ("}) {
      String header = "{" + part.repeat(9_900 / part.length()) + "}";
      byte[] cell = NpyTest.cell(1, header, new int[VALUES]);
      assertThrows(NpyException.class, () -> Npy.read(cell));
    }
  }

  @Test
  void unknownVersionsAreRefused() {
    for (int version : new int[] {0, 4, 93, 255}) {
      byte[] cell = NpyTest.cell(version, GOOD, new int[VALUES]);
      assertThrows(NpyException.class, () -> Npy.read(cell));
    }
    byte[] minor = NpyTest.cell(1, GOOD, new int[VALUES]);
    minor[7] = 1;
    assertThrows(NpyException.class, () -> Npy.read(minor));
  }

  /** 200,000 mutations of a good array: read or refused, never anything else. */
  @Test
  void mutationsAreReadOrRefused() {
    Random random = new Random(7);
    byte[] alphabet =
        "{}()[]',: \n0123456789L-<>|=fiubVOTrueFalsshpdc".getBytes(StandardCharsets.US_ASCII);
    int read = 0;
    for (int round = 0; round < 200_000; round++) {
      byte[] cell = NpyTest.cell(1 + random.nextInt(3), GOOD, new int[VALUES]);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(cell.length);
        cell[at] =
            random.nextBoolean()
                ? alphabet[random.nextInt(alphabet.length)]
                : (byte) random.nextInt();
      }
      try {
        Tensor x =
            Npy.read(
                cell, 0, random.nextInt(20) == 0 ? random.nextInt(100) % cell.length : cell.length);
        assertTrue(x.offset() + x.byteLength() <= x.data().length);
        read++;
      } catch (NpyException refused) {
        assertTrue(refused.getMessage().startsWith("Invalid npy"), refused.getMessage());
      }
    }
    assertTrue(read > 1000, "most changes fall into values: " + read);
  }
}
