package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tars written here by hand, and read by hand: the format's library is not asked. */
class WebDatasetFormatTest {
  private static final StructType ROWS =
      new StructType()
          .add("__key__", DataTypes.StringType)
          .add("npy", DataTypes.BinaryType)
          .add("cls", DataTypes.IntegerType)
          .add("name", DataTypes.StringType)
          .add("weight", DataTypes.DoubleType);

  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = JobRun.spark();
  }

  /** A tar of ustar headers. */
  static final class Tar {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Tar add(String name, String content) {
      return add(name, content.getBytes(StandardCharsets.UTF_8), '0');
    }

    Tar add(String name, byte[] content, char kind) {
      header(name, content.length, kind);
      out.writeBytes(content);
      out.writeBytes(new byte[(512 - content.length % 512) % 512]);
      return this;
    }

    void header(String name, long size, char kind) {
      byte[] header = new byte[512];
      put(header, 0, name);
      put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
      put(header, 124, String.format("%011o", size) + " ");
      put(header, 136, "00000000000 ");
      put(header, 148, "        ");
      header[156] = (byte) kind;
      put(header, 257, "ustar\00000");
      int sum = 0;
      for (byte b : header) {
        sum += b & 0xff;
      }
      put(header, 148, String.format("%06o", sum) + "\0 ");
      out.writeBytes(header);
    }

    private static void put(byte[] header, int at, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    Path write(String name) throws IOException {
      out.writeBytes(new byte[1024]);
      return Files.write(folder.resolve(name), out.toByteArray());
    }
  }

  private static List<Row> read(Path file, String... options) {
    var reader = spark.read().format("webdataset");
    for (int i = 0; i < options.length; i += 2) {
      reader.option(options[i], options[i + 1]);
    }
    return reader.load(file.toString()).collectAsList();
  }

  private static String text(Row row, String column) {
    Object value = row.getAs(column);
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }

  @Test
  void keyEndsAtTheFirstDotOfTheBaseName() throws IOException {
    Path tar =
        new Tar()
            .add("v1.2/cat.7.seg.PNG", "a")
            .add("v1.2/cat.txt", "b")
            .add("v1.2/dog.txt", "c")
            .write("dots.tar");
    List<Row> rows = read(tar);
    assertEquals(2, rows.size());
    assertEquals("v1.2/cat", text(rows.get(0), "__key__"));
    assertEquals("a", text(rows.get(0), "7.seg.png"));
    assertEquals("b", text(rows.get(0), "txt"));
    assertEquals("v1.2/dog", text(rows.get(1), "__key__"));
  }

  @Test
  void samplesAreNeighboursAlone() throws IOException {
    Path tar =
        new Tar().add("a.txt", "1").add("b.txt", "2").add("a.bin", "3").write("neighbours.tar");
    assertEquals(
        List.of("a", "b", "a"), read(tar).stream().map(row -> text(row, "__key__")).toList());
  }

  @Test
  void whatIsNoFileOfASampleIsPassedOver() throws IOException {
    Path tar =
        new Tar()
            .add("folder/", new byte[0], '5')
            .add("link.txt", new byte[0], '2')
            .add("__notes__", "x")
            .add("__notes__/a.txt", "x")
            .add("README", "x")
            .add("folder/.hidden", "x")
            .add("folder/a.txt", "here")
            .write("others.tar");
    List<Row> rows = read(tar);
    assertEquals(1, rows.size());
    assertEquals("folder/a", text(rows.get(0), "__key__"));
    List<Long> counted =
        spark
            .read()
            .format("webdataset")
            .schema("txt string")
            .load(tar.toString())
            .toJavaRDD()
            .mapPartitions(
                all -> {
                  all.forEachRemaining(row -> {});
                  List<Long> counts = new ArrayList<>();
                  PassedOver.of(TaskContext.get())
                      .forEach((reason, members) -> counts.add(members.count()));
                  return counts.iterator();
                })
            .collect();
    assertEquals(List.of(4L, 1L), counted);
  }

  @Test
  void paxAndGnuNamesAreRead() throws IOException {
    String longName = "x".repeat(180) + "é.txt";
    String gnu = "y".repeat(150) + ".txt\0";
    Path tar =
        new Tar()
            .add("pax", sized("path", longName), 'x')
            .add("short.txt", "pax")
            .add("././@LongLink", gnu.getBytes(StandardCharsets.UTF_8), 'L')
            .add("short.txt", "gnu")
            .write("names.tar");
    List<Row> rows = read(tar);
    assertEquals("x".repeat(180) + "é", text(rows.get(0), "__key__"));
    assertEquals("y".repeat(150), text(rows.get(1), "__key__"));
  }

  private static byte[] sized(String key, String value) {
    byte[] rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
    int length = rest.length + 3; // three digits
    return (length + " " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void fieldsOfJsonAreColumnsAndIntegersAreIntegers() throws IOException {
    Path tar =
        new Tar()
            .add("a.json", "{\"id\": 9007199254740993, \"name\": \"ä\", \"w\": 1.5}")
            .add("a.cls", "7\n")
            .add("a.npy", "n")
            .add("b.json", "{\"id\": 2}")
            .write("json.tar");
    StructType schema = spark.read().format("webdataset").load(tar.toString()).schema();
    assertEquals(
        "struct<__key__:string,cls:bigint,npy:binary,id:bigint,name:string,w:double>",
        schema.catalogString());
    List<Row> rows = read(tar);
    assertEquals(9007199254740993L, rows.get(0).<Long>getAs("id"));
    assertEquals(7L, rows.get(0).<Long>getAs("cls"));
    assertEquals("ä", rows.get(0).<String>getAs("name"));
    assertTrue(rows.get(1).isNullAt(1));
  }

  private static Dataset<Row> rows() {
    return spark
        .createDataFrame(
            List.of(
                RowFactory.create("cat/0001", FormatFiles.npy(2, 3), 3, "ä", 0.5),
                RowFactory.create("a.b", FormatFiles.npy(4), 4, null, Double.NaN),
                RowFactory.create("a_b", FormatFiles.npy(4), null, "z", 2.0),
                RowFactory.create("é".repeat(120), FormatFiles.npy(1), 1, "y", 1.0)),
            ROWS)
        .coalesce(1);
  }

  @Test
  void writtenRowsComeBack() throws IOException {
    Path out = folder.resolve("round");
    rows().write().format("webdataset").save(out.toString());
    List<Row> back =
        spark.read().format("webdataset").schema(ROWS).load(out.toString()).collectAsList();
    List<Row> rows = rows().collectAsList();
    assertEquals(
        List.of("cat/0001", "a_b", "a_b_1", "é".repeat(120)),
        back.stream().map(row -> row.getString(0)).toList());
    for (int i = 0; i < rows.size(); i++) {
      assertArrayEquals(rows.get(i).<byte[]>getAs("npy"), back.get(i).<byte[]>getAs("npy"));
      for (int column = 2; column < ROWS.length(); column++) {
        assertEquals(rows.get(i).get(column), back.get(i).get(column));
      }
    }
    assertTrue(Files.exists(out.resolve("_SUCCESS")));
  }

  @Test
  void bytesDependOnTheRowsAlone() throws IOException {
    rows().write().format("webdataset").save(folder.resolve("one").toString());
    String user = System.getProperty("user.name");
    try {
      System.setProperty("user.name", "somebody.else");
      rows().write().format("webdataset").save(folder.resolve("two").toString());
    } finally {
      System.setProperty("user.name", user);
    }
    byte[] one = Files.readAllBytes(FormatFiles.shards(folder.resolve("one"), ".tar").get(0));
    assertArrayEquals(
        one, Files.readAllBytes(FormatFiles.shards(folder.resolve("two"), ".tar").get(0)));
    // Mode, owner, group, time of the first header, and no owner's name.
    String[] numbers =
        new String(one, 100, 24, StandardCharsets.US_ASCII).strip().split("[\\x00 ]+");
    assertEquals(List.of("0000444", "0000000", "0000000"), List.of(numbers));
    assertEquals("00000000000", new String(one, 136, 11, StandardCharsets.US_ASCII));
    assertEquals(0, one[265]);
    assertEquals("cat/0001.json\0", new String(one, 0, 14, StandardCharsets.US_ASCII));
  }

  @Test
  void partitionsAndCompressionAreSparksOwn() throws IOException {
    Path out = folder.resolve("parts");
    rows()
        .write()
        .format("webdataset")
        .option("compression", "gzip")
        .partitionBy("cls")
        .save(out.toString());
    assertEquals(4, FormatFiles.shards(out, ".tar.gz").size());
    Dataset<Row> back = spark.read().format("webdataset").load(out.toString());
    assertEquals(4, back.count());
    assertEquals("ä", back.where("cls = 3").first().getAs("name"));
    assertEquals(0, back.where("cls = 3").selectExpr("_metadata.row_index").first().getLong(0));
  }

  @Test
  void damageIsOneLineOrARow() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            new Tar().add("a.txt", "1").add("b.txt", "2").add("c.txt", "3").write("whole.tar"));
    Path cut = Files.write(folder.resolve("cut.tar"), Arrays.copyOf(whole, 2 * 1024 + 300));
    Exception e = assertThrows(Exception.class, () -> read(cut));
    assertTrue(FormatFiles.message(e).contains(", byte "), FormatFiles.message(e));
    List<Row> rows = read(cut, "mode", "PERMISSIVE");
    assertEquals("1", text(rows.get(0), "txt"));
    Row last = rows.get(rows.size() - 1);
    assertTrue(text(last, "_corrupt_record").startsWith("Invalid tar: "), last.toString());
    assertEquals(rows.size() - 1, read(cut, "mode", "DROPMALFORMED").size());
  }

  @Test
  void aTarWithoutItsEndIsNotWhole() throws IOException {
    byte[] whole =
        Files.readAllBytes(new Tar().add("a.txt", "1").add("b.txt", "2").write("end.tar"));
    Path cut = Files.write(folder.resolve("no-end.tar"), Arrays.copyOf(whole, 1024));
    List<Row> rows = read(cut, "mode", "PERMISSIVE");
    assertEquals(
        "Invalid tar: it ends without its end mark, byte 1024",
        text(rows.get(rows.size() - 1), "_corrupt_record"));
  }

  @Test
  void oneBadSampleIsLostAlone() throws IOException {
    Path tar =
        new Tar()
            .add("a.cls", "1")
            .add("b.cls", "one")
            .add("c.cls", "2")
            .add("c.cls", "3")
            .add("d.json", "{\"id\": 1")
            .add("e.cls", "4")
            .write("some.tar");
    StructType schema =
        new StructType()
            .add("__key__", DataTypes.StringType)
            .add("cls", DataTypes.LongType)
            .add("id", DataTypes.LongType)
            .add("_corrupt_record", DataTypes.StringType);
    List<Row> rows =
        spark
            .read()
            .format("webdataset")
            .schema(schema)
            .option("mode", "permissive")
            .load(tar.toString())
            .collectAsList();
    assertEquals(5, rows.size());
    assertEquals(
        "Invalid member .cls: no BIGINT (For input string: \"one\"), key b, byte 1536",
        rows.get(1).getString(3));
    assertEquals("Invalid sample: two members .cls, key c, byte 2560", rows.get(2).getString(3));
    assertTrue(rows.get(3).getString(3).startsWith("Invalid json: "), rows.get(3).getString(3));
    assertEquals(4L, rows.get(4).getLong(1));
  }

  @Test
  void aSizeBeyondTheFileTakesNoMemory() throws IOException {
    Tar tar = new Tar().add("a.bin", "1");
    tar.header("b.bin", 0777777777L, '0'); // 128 MB; then 8 GB less a byte
    Path file = Files.write(folder.resolve("large.tar"), tar.out.toByteArray());
    List<Row> rows = read(file, "mode", "PERMISSIVE");
    assertTrue(
        text(rows.get(rows.size() - 1), "_corrupt_record").contains("has 134217727 bytes (0 can"),
        rows.toString());
    Tar huge = new Tar().add("a.bin", "1");
    huge.header("b.bin", 077777777777L, '0');
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(huge.out.toByteArray());
    }
    Path gz = Files.write(folder.resolve("huge.tar.gz"), zipped.toByteArray());
    rows = read(gz, "mode", "PERMISSIVE");
    assertEquals(
        "Invalid tar: Truncated TAR archive, byte 1536",
        text(rows.get(rows.size() - 1), "_corrupt_record"));
  }
}
