package org.dropshard.dropout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import org.dropshard.testing.Golden;
import org.junit.jupiter.api.Test;

/** The frozen vectors: a change of one bit is a new version of the contract. */
class MaskVectorsTest {
  @Test
  void allTwoHundredMasksAreBitForBitTheContracts() throws IOException {
    TensorDropout kernel = new TensorDropout();
    JsonNode masks = Golden.json("masks.json").get("masks");
    assertEquals(200, masks.size());
    for (JsonNode vector : masks) {
      int[] keep = new int[vector.get("units").intValue()];
      long dropped =
          kernel.mask(
              new DropProbability(vector.get("p").doubleValue()),
              vector.get("seed").longValue(),
              vector.get("sample").longValue(),
              vector.get("stream").intValue(),
              keep);
      assertArrayEquals(Golden.hex(vector.get("mask").textValue()), pack(keep), vector::toString);
      assertEquals(vector.get("kept").longValue(), keep.length - dropped, vector::toString);
    }
  }

  @Test
  void referenceGivesThemToo() throws IOException {
    for (JsonNode vector : Golden.json("masks.json").get("masks")) {
      ReferenceMask mask =
          new ReferenceMask(
              vector.get("seed").longValue(),
              vector.get("sample").longValue(),
              vector.get("stream").intValue(),
              vector.get("p").doubleValue());
      int[] keep = new int[vector.get("units").intValue()];
      Arrays.setAll(keep, unit -> mask.keeps(unit) ? -1 : 0);
      assertArrayEquals(Golden.hex(vector.get("mask").textValue()), pack(keep), vector::toString);
    }
  }

  private static byte[] pack(int[] keep) {
    byte[] bits = new byte[(keep.length + 7) / 8];
    for (int unit = 0; unit < keep.length; unit++) {
      bits[unit / 8] |= (byte) ((keep[unit] & 1) << unit % 8);
    }
    return bits;
  }
}
