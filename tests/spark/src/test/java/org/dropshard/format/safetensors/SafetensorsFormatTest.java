package org.dropshard.format.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dropshard.format.IndexedFiles;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code types.safetensors} is from safetensors 0.8: {@code resources/formats/arrays.py}. */
class SafetensorsFormatTest {
  private static final SafetensorsFormat FORMAT = new SafetensorsFormat();
  private static final Path TYPES =
      Path.of("src/test/resources/formats/safetensors/types.safetensors");

  @TempDir Path folder;

  private static List<IndexedFiles.Row> rows(Path file, int parts) throws IOException {
    return IndexedFiles.rows(FORMAT, file, parts, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "bf16, BFLOAT16, 0",
    "bool, UINT8, 0",
    "f16, FLOAT16, 0",
    "f32, FLOAT32, 0",
    "f64, FLOAT64, 0",
    "i16, INT16, 3",
    "i32, INT32, 3",
    "i64, FLOAT64, 3",
    "i8, INT16, 3",
    "u16, UINT16, 0",
    "u32, FLOAT64, 0",
    "u64, FLOAT64, 0",
    "u8, UINT8, 0"
  })
  void everyTypeIsReadAsItIsOrWidened(String name, DType dtype, int below) throws IOException {
    IndexedFiles.Row row =
        rows(TYPES, 1).stream()
            .filter(r -> r.values()[1].toString().equals(name))
            .findFirst()
            .get();
    double[] expected = new double[6];
    Arrays.setAll(expected, i -> name.equals("bool") ? i % 2 : i - below);
    assertEquals(dtype, row.tensor(0).dtype());
    assertArrayEquals(new int[] {1, 2, 3}, row.tensor(0).shape());
    assertArrayEquals(expected, Doubles.of(row.tensor(0)));
  }

  @Test
  void rowsAreNumberedByName() throws IOException {
    List<String> names = rows(TYPES, 1).stream().map(r -> r.values()[1].toString()).toList();
    assertEquals(names.stream().sorted().toList(), names);
    assertEquals(List.of("__metadata__ is not passed"), IndexedFiles.remarks(FORMAT, TYPES));
  }

  @ParameterizedTest
  @CsvSource({"7", "64", "1000"})
  void partsHoldTheSameRows(int parts) throws IOException {
    List<IndexedFiles.Row> whole = rows(TYPES, 1);
    List<IndexedFiles.Row> apart = rows(TYPES, parts);
    assertEquals(whole.size(), apart.size());
    for (int i = 0; i < whole.size(); i++) {
      assertEquals(i, apart.get(i).index());
      assertArrayEquals(whole.get(i).values(), apart.get(i).values());
    }
  }

  private Path file(String json, int data) throws IOException {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    return Files.write(folder.resolve("x.safetensors"), bytes.array());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}} | 5 | the file has",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}} | 3 | the file has",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[1,5]}} | 5 | behind a hole",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},"
            + "'b':{'dtype':'U8','shape':[4],'data_offsets':[2,6]}} | 6 | within another",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[4,0]}} | 4 | has offsets",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[-4,0]}} | 4 | from 0 to",
        "{'a':{'dtype':'U8','shape':[99999999999999999999],'data_offsets':[0,4]}} | 4 | from 0 to",
        "{'a':{'dtype':'U8','shape':[2.0],'data_offsets':[0,4]}} | 4 | are integers",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4],'more':1}} | 4 | has a more",
        "{'a':{'dtype':'U8','shape':[4]}} | 4 | two data_offsets",
        "{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},"
            + "'a':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}} | 4 | Duplicate",
        "{'__metadata__':{'a':1}} | 0 | __metadata__ is not",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}}x | 4 | Unrecognized token",
        "[] | 0 | does not start",
        "{'a':{'dtype':'U8','shape':[5],'data_offsets':[0,4]}} | 4 | needs 5",
        "{'a':{'dtype':'F8_E4M3','shape':[4],'data_offsets':[0,4]}} | 4 | type F8_E4M3",
        "{'a':{'dtype':'F64','shape':[65536,65536],'data_offsets':[0,4]}} | 4 | nvalid",
        "{'a':{'dtype':'U8','shape':[4294967296],'data_offsets':[0,4]}} | 4 | shape [4294967296]",
        "{'a':{'dtype':'I64','shape':[0],'data_offsets':[0,0]},'b' | 0 | Unexpected end-of-input"
      })
  void whatDoesNotFitIsSaidInOneLine(String json, int data, String rule) throws IOException {
    List<IndexedFiles.Row> rows = rows(file(json.replace('\'', '"'), data), 3);
    assertEquals(1, rows.size(), rows::toString);
    assertTrue(rows.get(0).reason().contains(rule), rows.get(0).reason());
    assertFalse(rows.get(0).reason().contains("\n"), rows.get(0).reason());
  }

  @Test
  void aValueThatTheTypeDoesNotHoldIsSaid() throws IOException {
    Path file = file("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length - 8, (1L << 53) + 1);
    Files.write(file, bytes);
    assertTrue(
        rows(file, 1).get(0).reason().contains("9007199254740993 of int64"),
        rows(file, 1).get(0).reason());
  }

  @Test
  void theFirstBytesTell() throws IOException {
    byte[] start = Arrays.copyOf(Files.readAllBytes(TYPES), 512);
    assertTrue(FORMAT.hasStart(start));
    start[7] = 1;
    assertFalse(FORMAT.hasStart(start));
  }

  @Test
  void changedBytesAreReadOrTold() throws IOException {
    int told = IndexedFiles.mutate(FORMAT, Files.readAllBytes(TYPES), folder, 3000, 18);
    assertTrue(told > 1000, told + " told");
  }
}
