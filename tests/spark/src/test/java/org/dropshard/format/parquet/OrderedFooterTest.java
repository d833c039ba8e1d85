package org.dropshard.format.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever order a JVM's hash set of encodings has, the file is the same. */
class OrderedFooterTest {
  private static final byte[] INDEXES = "what lies before".getBytes(StandardCharsets.UTF_8);

  private static byte[] end(List<Encoding> encodings) throws IOException {
    ColumnMetaData column =
        new ColumnMetaData(
            Type.INT64, encodings, List.of("x"), CompressionCodec.SNAPPY, 7, 100, 50, 4);
    ColumnChunk chunk = new ColumnChunk(4);
    chunk.setMeta_data(column);
    FileMetaData footer =
        new FileMetaData(
            1,
            List.of(new SchemaElement("root"), new SchemaElement("x")),
            7,
            List.of(new RowGroup(List.of(chunk, chunk.deepCopy()), 100, 7)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, bytes);
    ByteBuffer end =
        ByteBuffer.allocate(INDEXES.length + bytes.size() + 8).order(ByteOrder.LITTLE_ENDIAN);
    end.put(INDEXES).put(bytes.toByteArray()).putInt(bytes.size());
    return end.put("PAR1".getBytes(StandardCharsets.US_ASCII)).array();
  }

  @Test
  void theOrderOfAHashSetLeavesNoTrace() throws IOException {
    List<Encoding> sorted =
        List.of(
            Encoding.PLAIN,
            Encoding.RLE,
            Encoding.BIT_PACKED,
            Encoding.DELTA_BYTE_ARRAY,
            Encoding.RLE_DICTIONARY);
    byte[] expected = end(sorted);
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      List<Encoding> shuffled = new ArrayList<>(sorted);
      Collections.shuffle(shuffled, random);
      assertArrayEquals(expected, OrderedFooter.ordered(end(shuffled)));
    }
    int length = expected.length - INDEXES.length - 8;
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(expected, INDEXES.length, length));
    assertEquals(
        sorted, footer.getRow_groups().get(0).getColumns().get(1).getMeta_data().getEncodings());
  }

  @Test
  void anEndThatWasCutStays() throws IOException {
    for (byte[] end : new byte[][] {{}, INDEXES, "PAR".getBytes(StandardCharsets.US_ASCII)}) {
      assertSame(end, OrderedFooter.ordered(end));
    }
  }

  @Test
  void anAbortedFileEndsWhereItIs(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.parquet");
    OrderedFooter whole = new OrderedFooter(new LocalOutputFile(file));
    try (PositionOutputStream out = whole.create(0)) {
      out.write(INDEXES);
      whole.end();
      out.write(end(List.of(Encoding.PLAIN)));
      whole.abort();
      out.flush();
    }
    assertArrayEquals(INDEXES, Files.readAllBytes(file));
  }
}
