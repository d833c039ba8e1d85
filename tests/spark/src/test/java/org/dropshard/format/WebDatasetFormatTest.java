package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** Tars written by {@link HandTar}, and what is written read by hand. */
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

  @Test
  void keyEndsAtTheFirstDotOfTheBaseName() throws IOException {
    Path tar =
        new HandTar()
            .add("v1.2/cat.7.seg.PNG", "a")
            .add("v1.2/cat.txt", "b")
            .add("v1.2/dog.txt", "c")
            .write(folder.resolve("dots.tar"));
    List<Row> rows = HandTar.read(tar);
    assertEquals(2, rows.size());
    assertEquals("v1.2/cat", HandTar.text(rows.get(0), "__key__"));
    assertEquals("a", HandTar.text(rows.get(0), "7.seg.png"));
    assertEquals("b", HandTar.text(rows.get(0), "txt"));
    assertEquals("v1.2/dog", HandTar.text(rows.get(1), "__key__"));
  }

  @Test
  void samplesAreNeighboursAlone() throws IOException {
    Path tar =
        new HandTar()
            .add("a.txt", "1")
            .add("b.txt", "2")
            .add("a.bin", "3")
            .write(folder.resolve("neighbours.tar"));
    assertEquals(
        List.of("a", "b", "a"),
        HandTar.read(tar).stream().map(row -> HandTar.text(row, "__key__")).toList());
  }

  @Test
  void whatIsNoFileOfASampleIsPassedOver() throws IOException {
    Path tar =
        new HandTar()
            .add("folder/", new byte[0], '5')
            .add("link.txt", new byte[0], '2')
            .add("__notes__", "x")
            .add("__notes__/a.txt", "x")
            .add("README", "x")
            .add("folder/.hidden", "x")
            .add("folder/a.txt", "here")
            .write(folder.resolve("others.tar"));
    List<Row> rows = HandTar.read(tar);
    assertEquals(1, rows.size());
    assertEquals("folder/a", HandTar.text(rows.get(0), "__key__"));
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
        new HandTar()
            .add("pax", sized("path", longName), 'x')
            .add("short.txt", "pax")
            .add("././@LongLink", gnu.getBytes(StandardCharsets.UTF_8), 'L')
            .add("short.txt", "gnu")
            .write(folder.resolve("names.tar"));
    List<Row> rows = HandTar.read(tar);
    assertEquals("x".repeat(180) + "é", HandTar.text(rows.get(0), "__key__"));
    assertEquals("y".repeat(150), HandTar.text(rows.get(1), "__key__"));
  }

  private static byte[] sized(String key, String value) {
    byte[] rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
    int length = rest.length + 3; // three digits
    return (length + " " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void fieldsOfJsonAreColumnsAndIntegersAreIntegers() throws IOException {
    Path tar =
        new HandTar()
            .add("a.json", "{\"id\": 9007199254740993, \"name\": \"ä\", \"w\": 1.5}")
            .add("a.cls", "7\n")
            .add("a.npy", "n")
            .add("b.json", "{\"id\": 2}")
            .write(folder.resolve("json.tar"));
    StructType schema = spark.read().format("webdataset").load(tar.toString()).schema();
    assertEquals(
        "struct<__key__:string,cls:bigint,npy:binary,id:bigint,name:string,w:double>",
        schema.catalogString());
    List<Row> rows = HandTar.read(tar);
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
}
