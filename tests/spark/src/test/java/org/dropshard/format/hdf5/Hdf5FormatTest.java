package org.dropshard.format.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.IndexedFiles;
import org.dropshard.format.IndexedFormat;
import org.dropshard.tensor.Doubles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are from h5py 3.16 over HDF5 2.0: {@code resources/formats/arrays.py}. */
class Hdf5FormatTest {
  private static final Hdf5Format FORMAT = new Hdf5Format();
  private static final Path FILES = Path.of("src/test/resources/formats/hdf5");

  private static final Path ODD = Path.of("src/test/resources/formats/hdf5-odd");

  @TempDir Path folder;

  private static List<IndexedFiles.Row> rows(Path file, int parts, String column)
      throws IOException {
    return IndexedFiles.rows(FORMAT, file, parts, Map.of(IndexedFormat.COLUMN, column));
  }

  private static StructType columns(Path file, String column) throws IOException {
    return IndexedFiles.columns(FORMAT, file, Map.of(IndexedFormat.COLUMN, column));
  }

  /** What {@code numbers} of {@code arrays.py} gives for a row. */
  private static double[] numbers(long row, int count, boolean bool) {
    double[] values = new double[count];
    Arrays.setAll(
        values,
        i -> {
          long number = (row * count + i) % 127;
          return bool ? number % 2 : number;
        });
    return values;
  }

  private static List<String> names(Path file, String ending) throws IOException {
    try (Hdf5File open =
        Hdf5File.open(
            org.dropshard.format.FileBytes.open(
                new org.apache.hadoop.fs.Path(file.toUri()),
                Files.size(file),
                new org.apache.hadoop.conf.Configuration()))) {
      return Hdf5Tree.of(open).datasets().stream()
          .map(Hdf5Dataset::name)
          .filter(name -> name.endsWith(ending))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void everyTypeIsReadAsItIsOrWidened(String version) throws IOException {
    Path file = FILES.resolve("types-" + version + ".h5");
    StructType schema = columns(file, "text");
    List<String> tensors = names(file, "/x");
    assertEquals(21, tensors.size());
    for (IndexedFiles.Row row : rows(file, 1, "text")) {
      for (String tensor : tensors) {
        boolean bool = tensor.contains("bool");
        String group = tensor.substring(0, tensor.length() - 1);
        assertArrayEquals(
            numbers(row.index(), 6, bool),
            Doubles.of(row.tensor(schema.fieldIndex(tensor))),
            tensor);
        Object one = row.values()[schema.fieldIndex(group + "one")];
        assertEquals(
            Double.parseDouble(numbers(row.index(), 1, bool)[0] + ""),
            one instanceof Boolean b ? (b ? 1 : 0) : Double.parseDouble(one.toString()),
            tensor);
        ArrayData vector = (ArrayData) row.values()[schema.fieldIndex(group + "vector")];
        double[] found = new double[vector.numElements()];
        Arrays.setAll(
            found,
            i -> {
              Object value = vector.array()[i];
              return value instanceof Boolean b
                  ? (b ? 1 : 0)
                  : Double.parseDouble(value.toString());
            });
        assertArrayEquals(numbers(row.index(), 4, bool), found, tensor);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void textsAndEnumsAreColumnsAndTheRestIsNamed(String version) throws IOException {
    Path file = FILES.resolve("types-" + version + ".h5");
    StructType schema = columns(file, "text");
    List<IndexedFiles.Row> rows = rows(file, 1, "text");
    String ascii = schema.getFieldIndex("ascii").isDefined() ? "ascii" : "again";
    List<String> texts = List.of("a", "bc", "", "d e", "fghij");
    for (int i = 0; i < 5; i++) {
      Object[] values = rows.get(i).values();
      assertEquals("näme " + "x".repeat(i), values[schema.fieldIndex("text")].toString());
      assertEquals(texts.get(i), values[schema.fieldIndex(ascii)].toString());
      assertEquals((short) i, values[schema.fieldIndex("enum")]);
    }
    List<String> remarks = IndexedFiles.remarks(FORMAT, file);
    assertEquals(DataTypes.StringType, schema.apply("text").dataType());
    assertEquals(
        List.of(
            (ascii.equals("ascii") ? "again" : "ascii")
                + " is not passed (another name of an object)",
            "attributes are not passed",
            "compound is not passed (compound)",
            "empty is not passed (no element)",
            "external is not passed (an external link)",
            "mean is not passed (another length)",
            "scalar is not passed (no axis)",
            "soft is not passed (a soft link)"),
        remarks);
  }

  private static Stream<String> layouts() {
    return Stream.of("earliest", "latest");
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void everyLayoutGivesTheSame(String version) throws IOException {
    Path file = FILES.resolve("layouts-" + version + ".h5");
    StructType schema = columns(file, "part");
    assertEquals(35, schema.length());
    for (int parts : new int[] {1, 3, 7, 64}) {
      List<IndexedFiles.Row> rows = rows(file, parts, "part");
      assertEquals(7, rows.size());
      for (int i = 0; i < 7; i++) {
        assertEquals(i, rows.get(i).index());
        for (String name : schema.fieldNames()) {
          double[] expected = numbers(i, 30, false);
          if (name.equals("never") || name.equals("part") && (i < 2 || i > 3)) {
            Arrays.fill(expected, 300);
          }
          assertArrayEquals(
              expected, Doubles.of(rows.get(i).tensor(schema.fieldIndex(name))), name);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void manyChunksAndLinksAreFound(String version) throws IOException {
    Path file = FILES.resolve("many-" + version + ".h5");
    StructType schema = columns(file, "fixed");
    assertEquals(4, schema.length(), schema::toString);
    assertEquals(63, names(file, "").size());
    for (IndexedFiles.Row row : rows(file, 2, "fixed")) {
      for (String name : new String[] {"fixed", "grows", "twice"}) {
        assertArrayEquals(
            numbers(row.index(), 2, false),
            Doubles.of(row.tensor(schema.fieldIndex(name))),
            name + row.index());
      }
    }
  }

  @Test
  void ofDatasetsOfDifferentLengthsOneIsChosen() throws IOException {
    Path file = FILES.resolve("lengths.h5");
    assertEquals(
        "Cannot choose a dataset among test/images [3, 4, 4, 3], train/images [6, 4, 4, 3]"
            + " of different lengths: say it by --column",
        assertThrows(
                IllegalArgumentException.class, () -> IndexedFiles.columns(FORMAT, file, Map.of()))
            .getMessage());
    assertArrayEquals(
        new String[] {"test/images", "test/labels"}, columns(file, "test/images").fieldNames());
    assertEquals(6, rows(file, 2, "train/images").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"types-earliest.h5", "layouts-earliest.h5", "layouts-latest.h5", "lengths.h5"})
  void changedBytesAreReadOrTold(String name) throws IOException {
    int told =
        IndexedFiles.mutate(FORMAT, Files.readAllBytes(FILES.resolve(name)), folder, 150, 18);
    assertTrue(told > 10, told + " told");
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void channelsAreCalledAsScaleOrAttributeHasIt(String version) throws IOException {
    StructType schema = columns(FILES.resolve("names-" + version + ".h5"), "many");
    Map<String, List<String>> expected =
        Map.of(
            "scaled", List.of("B2", "B3", "née"),
            "many", List.of("a", "bb", "ccc"),
            "attribute", List.of("red", "green", "nir"),
            "short", List.of("x", "y", "z"),
            "numbers", List.of(),
            "two", List.of());
    expected.forEach(
        (name, channels) -> {
          Metadata said = schema.apply(name).metadata();
          assertEquals(!channels.isEmpty(), said.contains(IndexedFormat.CHANNEL_NAMES), name);
          if (!channels.isEmpty()) {
            assertEquals(channels, List.of(said.getStringArray(IndexedFormat.CHANNEL_NAMES)), name);
          }
        });
    assertEquals("-7", schema.apply("many").metadata().getString(IndexedFormat.NODATA));
  }
}
