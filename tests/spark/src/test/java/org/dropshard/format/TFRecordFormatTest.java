package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.DataFrameReader;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TFRecordFormatTest {
  /** Written by TensorFlow itself, see README.md beside it. */
  private static final Path GOLDEN =
      Path.of("src/test/resources/formats/tensorflow.tfrecord").toAbsolutePath();

  private static final StructType ROWS =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("flag", DataTypes.BooleanType)
          .add("name", DataTypes.StringType)
          .add("image/encoded", DataTypes.BinaryType)
          .add("image/shape", DataTypes.createArrayType(DataTypes.LongType))
          .add("x", DataTypes.createArrayType(DataTypes.FloatType))
          .add("w", DataTypes.FloatType);

  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = JobRun.spark();
  }

  private static Dataset<Row> rows() {
    return spark
        .createDataFrame(
            List.of(
                RowFactory.create(
                    Long.MIN_VALUE,
                    true,
                    "ä",
                    new byte[] {0, -1},
                    new long[] {1, 2},
                    new float[] {1.5f, Float.NaN},
                    -0f),
                RowFactory.create(
                    2L, false, "b", new byte[] {7}, new long[] {3}, new float[] {}, null),
                RowFactory.create(
                    3L, null, "", new byte[] {8}, new long[] {4, 5, 6}, new float[] {2}, 3f)),
            ROWS)
        .coalesce(1);
  }

  private static DataFrameReader reader(String mode) {
    return spark.read().format("tfrecord").option("mode", mode);
  }

  @Test
  void whatTensorFlowWroteIsRead() {
    Dataset<Row> rows = spark.read().format("tfrecord").load(GOLDEN.toString());
    assertEquals(
        "struct<floats:array<float>,id:bigint,image/encoded:binary,image/shape:array<bigint>,name:string>",
        rows.schema().catalogString());
    List<Row> list = rows.collectAsList();
    assertEquals(3, list.size());
    for (int i = 0; i < 3; i++) {
      assertEquals((long) i - 1, list.get(i).<Long>getAs("id"));
      assertEquals("näme " + i, list.get(i).<String>getAs("name"));
      assertEquals(List.of(2L, 3L), list.get(i).getList(list.get(i).fieldIndex("image/shape")));
      byte[] values = list.get(i).getAs("image/encoded");
      assertArrayEquals(new byte[] {(byte) i, 1, 2, 3, 4, (byte) 255}, values);
      assertEquals(
          List.of(0.5f * i, -1.25f), list.get(i).getList(list.get(i).fieldIndex("floats")));
    }
  }

  @ParameterizedTest
  @CsvSource({"none,.tfrecord", "gzip,.tfrecord.gz"})
  void writtenRowsComeBack(String compression, String ending) throws IOException {
    Path out = folder.resolve("round-" + compression);
    rows().write().format("tfrecord").option("compression", compression).save(out.toString());
    assertEquals(1, FormatFiles.shards(out, ending).size());
    List<Row> back = reader("failfast").schema(ROWS).load(out.toString()).collectAsList();
    List<Row> rows = rows().collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      for (int column = 0; column < ROWS.length(); column++) {
        Object expected = rows.get(i).get(column);
        Object found = back.get(i).get(column);
        if (expected instanceof byte[] bytes) {
          assertArrayEquals(bytes, (byte[]) found);
        } else {
          assertEquals(String.valueOf(expected), String.valueOf(found));
        }
      }
    }
  }

  @Test
  void framesAreTheFormatsOwn() throws IOException {
    Path out = folder.resolve("frame");
    spark
        .range(1)
        .coalesce(1)
        .selectExpr("7 as id")
        .write()
        .format("tfrecord")
        .save(out.toString());
    byte[] file = Files.readAllBytes(FormatFiles.shards(out, ".tfrecord").get(0));
    // Example{1: Features{1: entry{1: "id", 2: Feature{3: Int64List{1: [7]}}}}}
    byte[] example = {10, 13, 10, 11, 10, 2, 'i', 'd', 18, 5, 26, 3, 10, 1, 7};
    ByteBuffer frame = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(example.length, frame.getLong(0));
    assertEquals(masked(Arrays.copyOf(file, 8)), frame.getInt(8));
    assertArrayEquals(example, Arrays.copyOfRange(file, 12, 12 + example.length));
    assertEquals(masked(example), frame.getInt(12 + example.length));
    assertEquals(16 + example.length, file.length);
  }

  /** CRC-32C bit by bit, and the mask as the format's description has it. */
  private static int masked(byte[] data) {
    int crc = ~0;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  @Test
  void checksumOfTheCheckIsTheKnownOne() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    int crc = 0xe3069283; // CRC-32C's check value
    assertEquals((crc >>> 15 | crc << 17) + 0xa282ead8, masked(digits));
  }

  private static Path damaged(String name, int at) throws IOException {
    byte[] file = Files.readAllBytes(GOLDEN);
    file[at] ^= 1;
    return Files.write(folder.resolve(name + ".tfrecord"), file);
  }

  private static List<Row> permissive(Path file) {
    return reader("permissive").load(file.toString()).collectAsList();
  }

  @Test
  void wrongDataIsLostAlone() throws IOException {
    long first =
        16 + ByteBuffer.wrap(Files.readAllBytes(GOLDEN)).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    Path file = damaged("data", (int) first + 20);
    List<Row> rows = permissive(file);
    assertEquals(3, rows.size());
    assertEquals(
        "Invalid TFRecord: the checksum of a record's data is wrong, byte " + first,
        rows.get(1).getAs("_corrupt_record"));
    assertEquals(1L, rows.get(2).<Long>getAs("id"));
    Exception e =
        assertThrows(Exception.class, () -> reader("failfast").load(file.toString()).collect());
    assertTrue(FormatFiles.message(e).contains("checksum"), FormatFiles.message(e));
  }

  @Test
  void wrongLengthEndsTheFile() throws IOException {
    List<Row> rows = permissive(damaged("length", 1));
    assertEquals(1, rows.size());
    assertEquals(
        "Invalid TFRecord: the checksum of a record's length is wrong, byte 0",
        rows.get(0).getAs("_corrupt_record"));
  }

  @Test
  void anEndWithinALengthIsAnError() throws IOException {
    byte[] file = Files.readAllBytes(GOLDEN);
    byte[] cut = Arrays.copyOf(file, file.length + 5);
    Path longer = Files.write(folder.resolve("longer.tfrecord"), cut);
    List<Row> rows = permissive(longer);
    assertEquals(4, rows.size());
    assertEquals(
        "Invalid TFRecord: it ends within a record's length (5 of 12 bytes), byte " + file.length,
        rows.get(3).getAs("_corrupt_record"));
    Path shorter =
        Files.write(folder.resolve("shorter.tfrecord"), Arrays.copyOf(file, file.length - 3));
    assertEquals(3, permissive(shorter).size());
    assertTrue(
        permissive(shorter).get(2).<String>getAs("_corrupt_record").startsWith("Invalid length: 4"),
        permissive(shorter).toString());
  }

  @Test
  void aLengthBeyondTheFileTakesNoMemory() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(0, 1L << 40);
    header.putInt(8, masked(Arrays.copyOf(header.array(), 8)));
    Path file = Files.write(folder.resolve("huge.tfrecord"), header.array());
    assertEquals(
        "Invalid length: 1099511627776 bytes of a record's data (0 are left), byte 12",
        permissive(file).get(0).getAs("_corrupt_record"));
  }

  @Test
  void whatAFeatureWouldRoundIsRefused() {
    Exception e =
        assertThrows(
            Exception.class,
            () ->
                spark
                    .range(1)
                    .selectExpr("0.1D as x")
                    .write()
                    .format("tfrecord")
                    .save(folder.resolve("no").toString()));
    assertEquals(
        "Invalid column: x is DOUBLE (features hold bigint, float, binary and what fits into these)",
        FormatFiles.message(e));
  }
}
