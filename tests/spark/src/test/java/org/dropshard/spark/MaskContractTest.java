package org.dropshard.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQL's masks are those of the mask contract, by a reference that shares no code with them. */
class MaskContractTest extends SparkTest {

  private static byte[] reference(int units, double p, long seed, long id, int stream)
      throws Exception {
    byte[] key =
        ByteBuffer.allocate(16)
            .putLong(seed)
            .put("dropout1".getBytes(StandardCharsets.US_ASCII))
            .array();
    byte[] counter = ByteBuffer.allocate(16).putLong(id).putInt(stream).putInt(0).array();
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
    ByteBuffer words =
        ByteBuffer.wrap(cipher.doFinal(new byte[4 * units])).order(ByteOrder.LITTLE_ENDIAN);
    long threshold = (long) Math.floor(p * 4294967296.0 + 0.5);
    byte[] mask = new byte[units];
    for (int u = 0; u < units; u++) {
      mask[u] = (byte) (Integer.toUnsignedLong(words.getInt(4 * u)) >= threshold ? 1 : 0);
    }
    return mask;
  }

  private static byte[] values(byte[] npy) {
    return Arrays.copyOfRange(npy, 128, npy.length);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 0.3, 42, 7, 0",
    "3, 0.5, -1, -9223372036854775808, 2147483647",
    "0, 0.5, 0, 0, 0",
    "129, 0, 1, 2, 3",
    "129, 1, 1, 2, 3"
  })
  void maskIsTheContracts(int units, double p, long seed, long id, int stream) throws Exception {
    String call = "dropout_mask(%d, %sD, %d, bigint('%d'), %d)";
    byte[] npy = (byte[]) value("SELECT " + String.format(call, units, p, seed, id, stream));
    String header = new String(npy, 10, 118, StandardCharsets.US_ASCII).strip();
    assertEquals("{'descr': '|b1', 'fortran_order': False, 'shape': (" + units + ",), }", header);
    assertArrayEquals(reference(units, p, seed, id, stream), values(npy));
  }

  @Test
  void elementDropoutDropsWhatTheMaskSays() throws Exception {
    String query =
        "SELECT id, element_dropout(transform(sequence(1, 500), x -> CAST(x AS DOUBLE)), 0.25, 42,"
            + " id, 1) FROM range(-3, 3)";
    for (Row row : rows(query)) {
      byte[] mask = reference(500, 0.25, 42, row.getLong(0), 1);
      List<Double> values = row.getList(1);
      for (int i = 0; i < mask.length; i++) {
        assertEquals(mask[i] == 0 ? 0.0 : (i + 1) * (1 / (1 - 0.25)), values.get(i));
      }
    }
  }

  @Test
  void spatialAndPixelDropoutDropUnitsOfTheMask() throws Exception {
    String array = "array_repeat(1F, 35)";
    Row row =
        rows("SELECT spatial_dropout(%1$s, 7, 'HWC', 0.5, 42, 9), spatial_dropout(%1$s, 7, 'CHW', 0.5, 42, 9), pixel_dropout(%1$s, 5, 'HWC', 0.5, 42, 9)"
                .replace("%1$s", array))
            .get(0);
    byte[] mask = reference(7, 0.5, 42, 9, 0);
    boolean both = false;
    for (int i = 0; i < 35; i++) {
      assertEquals(2F * mask[i % 7], row.getList(0).get(i));
      assertEquals(2F * mask[i / 5], row.getList(1).get(i));
      assertEquals(2F * mask[i / 5], row.getList(2).get(i)); // 7 places of 5 channels
      both |= mask[i % 7] != mask[0];
    }
    assertTrue(both, "a mask of one kind of decision tests nothing");
  }
}
