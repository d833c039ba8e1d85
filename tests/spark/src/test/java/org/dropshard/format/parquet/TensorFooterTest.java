package org.dropshard.format.parquet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.tensor.DType;
import org.junit.jupiter.api.Test;

class TensorFooterTest {
  private static final StructType COLUMNS =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("x", DataTypes.createArrayType(DataTypes.FloatType));
  private static final TensorFooter FOOTER =
      new TensorFooter("x", DType.FLOAT32, new int[] {3, 4, 5});

  /** The entries of a map that is salted at each start of a JVM would change places. */
  @Test
  void arrowsMetadataStandInOrder() {
    for (String schema :
        new String[] {
          FOOTER.arrow(COLUMNS).get("ARROW:schema"), FOOTER.huggingFace(COLUMNS).get("ARROW:schema")
        }) {
      String text = new String(Base64.getDecoder().decode(schema), StandardCharsets.ISO_8859_1);
      // flatbuffers are written from the end
      assertTrue(
          text.indexOf("ARROW:extension:name") > 0
              && text.indexOf("ARROW:extension:metadata") > text.indexOf("ARROW:extension:name"),
          text);
    }
  }
}
