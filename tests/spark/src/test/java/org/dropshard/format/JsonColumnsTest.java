package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class JsonColumnsTest {
  @Test
  void objectsWithoutFieldsAreNoColumns() {
    byte[] empty = {'{', '}'};
    for (List<byte[]> objects : List.of(List.<byte[]>of(), List.of(empty))) {
      assertEquals(new StructType(), JsonColumns.finished(JsonColumns.infer(objects)));
    }
  }
}
