package org.dropshard.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.dropshard.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  private static final int[][] SHAPES = {
    {}, {0}, {1}, {7}, {207}, {4098}, {3, 0}, {0, 5}, {13, 1}, {3, 4, 5}, {1, 1, 1, 1}, {2, 3, 5, 7}
  };

  @Test
  void headersAreTheBytesOfNumPy() throws IOException {
    JsonNode headers = Golden.json("headers.json");
    assertEquals(84, headers.size());
    for (JsonNode golden : headers) {
      int[] shape = new int[golden.get("shape").size()];
      Arrays.setAll(shape, axis -> golden.get("shape").get(axis).intValue());
      assertArrayEquals(
          Golden.hex(golden.get("header").textValue()),
          Npy.header(DType.ofLabel(golden.get("dtype").textValue()), shape),
          golden::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dropout-0-p0.5/x.npy", "channel_stats-uint8/x.npy"})
  void filesOfNumPyComeBackByteForByte(String file) throws IOException, NpyException {
    byte[] cell = Golden.bytes(file);
    assertArrayEquals(cell, Npy.write(Npy.read(cell)));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void writtenTensorsReadBackInPlace(DType dtype) throws NpyException {
    Random random = new Random(5);
    for (int[] shape : SHAPES) {
      Tensor x = random(random, dtype, shape);
      byte[] cell = Npy.write(x);
      assertEquals(0, (cell.length - x.byteLength()) % 64);
      Tensor y = Npy.read(cell);
      assertSame(cell, y.data(), "a view, no copy");
      assertSameTensor(x, y);

      byte[] inside = new byte[cell.length + 20];
      System.arraycopy(cell, 0, inside, 13, cell.length);
      assertSameTensor(x, Npy.read(inside, 13, cell.length));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyVersionByteOrderAndArrayOrderReadsTheSame(DType dtype) throws NpyException {
    Random random = new Random(6);
    for (int[] shape : SHAPES) {
      Tensor x = random(random, dtype, shape);
      for (int version = 1; version <= 3; version++) {
        for (String order :
            dtype.bytes() == 1 ? new String[] {"|"} : new String[] {"<", ">", "="}) {
          for (boolean fortran : new boolean[] {false, true}) {
            assertSameTensor(x, Npy.read(cell(x, version, order, fortran)));
          }
        }
      }
    }
  }

  @Test
  void booleansReadAsBytes() throws NpyException {
    Tensor x =
        Npy.read(cell(1, "{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", 0, 1, 1));
    assertEquals(DType.UINT8, x.dtype());
    assertEquals(1, x.data()[x.offset() + 2]);
  }

  /** What other writers leave: keys in any order, no spaces, no padding, Python 2's long suffix. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'shape':(1,2),'fortran_order':False,'descr':'<u2'}",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (1L, 2L)}",
        "{ 'fortran_order' : False , 'shape' : ( 1 , 2 , ) , 'descr' : '<u2' , }   \n",
        "{'descr':'<u2','fortran_order':True,'shape':(1,2,),}"
      })
  void headersOfOtherWritersAreRead(String header) throws NpyException {
    Tensor x = Npy.read(cell(1, header, 1, 2, 3, 4));
    assertEquals("uint16 [1, 2]", x.toString());
  }

  @Test
  void magicTellsAnArray() {
    byte[] cell = Npy.header(DType.UINT8, new int[0]);
    assertEquals(true, Npy.isNpy(cell));
    assertEquals(false, Npy.isNpy(Arrays.copyOf(cell, 5)));
    assertEquals(false, Npy.isNpy(new byte[80]));
  }

  static byte[] cell(int version, String header, int... values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(NpyHeader.MAGIC);
    out.write(version);
    out.write(0);
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    for (int b = 0; b < (version == 1 ? 2 : 4); b++) {
      out.write(text.length >> 8 * b);
    }
    out.writeBytes(text);
    for (int value : values) {
      out.write(value);
    }
    return out.toByteArray();
  }

  private static byte[] cell(Tensor x, int version, String order, boolean fortran) {
    int width = x.dtype().bytes();
    int n = x.length();
    int[] values = new int[x.byteLength()];
    for (int i = 0; i < n; i++) {
      int to = fortran ? fortranIndex(x.shape(), i) : i;
      for (int b = 0; b < width; b++) {
        int at = order.equals(">") ? width - 1 - b : b;
        values[to * width + at] = x.data()[x.offset() + i * width + b];
      }
    }
    String shape = Arrays.toString(x.shape()).replace('[', '(').replace(']', ' ');
    String descr = order + x.dtype().descr().substring(1);
    String header =
        String.format(
            "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }",
            descr, fortran ? "True" : "False", shape + (x.shape().length == 1 ? ",)" : ")"));
    return cell(version, header, values);
  }

  /** Where the element at row-major {@code index} stands when the first axis varies fastest. */
  private static int fortranIndex(int[] shape, int index) {
    int result = 0;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      int stride = 1;
      for (int before = 0; before < axis; before++) {
        stride *= shape[before];
      }
      result += index % shape[axis] * stride;
      index /= shape[axis];
    }
    return result;
  }

  private static Tensor random(Random random, DType dtype, int[] shape) {
    byte[] data = new byte[2 + (int) Tensor.elements(shape) * dtype.bytes()];
    random.nextBytes(data);
    return new Tensor(dtype, shape, data, 2);
  }

  private static void assertSameTensor(Tensor x, Tensor y) {
    assertEquals(x.dtype(), y.dtype());
    assertArrayEquals(x.shape(), y.shape());
    assertArrayEquals(
        Arrays.copyOfRange(x.data(), x.offset(), x.offset() + x.byteLength()),
        Arrays.copyOfRange(y.data(), y.offset(), y.offset() + y.byteLength()));
  }
}
