package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tars that are cut, or wrong in a sample. */
class WebDatasetDamageTest {
  @TempDir static Path folder;

  @Test
  void damageIsOneLineOrARow() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            new HandTar()
                .add("a.txt", "1")
                .add("b.txt", "2")
                .add("c.txt", "3")
                .write(folder.resolve("whole.tar")));
    Path cut = Files.write(folder.resolve("cut.tar"), Arrays.copyOf(whole, 2 * 1024 + 300));
    Exception e = assertThrows(Exception.class, () -> HandTar.read(cut));
    assertTrue(FormatFiles.message(e).contains(", byte "), FormatFiles.message(e));
    List<Row> rows = HandTar.read(cut, "mode", "PERMISSIVE");
    assertEquals("1", HandTar.text(rows.get(0), "txt"));
    Row last = rows.get(rows.size() - 1);
    assertTrue(HandTar.text(last, "_corrupt_record").startsWith("Invalid tar: "), last.toString());
    assertEquals(rows.size() - 1, HandTar.read(cut, "mode", "DROPMALFORMED").size());
  }

  @Test
  void aTarWithoutItsEndIsNotWhole() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            new HandTar().add("a.txt", "1").add("b.txt", "2").write(folder.resolve("end.tar")));
    Path cut = Files.write(folder.resolve("no-end.tar"), Arrays.copyOf(whole, 1024));
    List<Row> rows = HandTar.read(cut, "mode", "PERMISSIVE");
    assertEquals(
        "Invalid tar: it ends without its end mark, byte 1024",
        HandTar.text(rows.get(rows.size() - 1), "_corrupt_record"));
  }

  @Test
  void oneBadSampleIsLostAlone() throws IOException {
    Path tar =
        new HandTar()
            .add("a.cls", "1")
            .add("b.cls", "one")
            .add("c.cls", "2")
            .add("c.cls", "3")
            .add("d.json", "{\"id\": 1")
            .add("e.cls", "4")
            .write(folder.resolve("some.tar"));
    StructType schema =
        new StructType()
            .add("__key__", DataTypes.StringType)
            .add("cls", DataTypes.LongType)
            .add("id", DataTypes.LongType)
            .add("_corrupt_record", DataTypes.StringType);
    List<Row> rows =
        JobRun.spark()
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
    HandTar tar = new HandTar().add("a.bin", "1");
    tar.header("b.bin", 0777777777L, '0'); // 128 MB; then 8 GB less a byte
    Path file = Files.write(folder.resolve("large.tar"), tar.out.toByteArray());
    List<Row> rows = HandTar.read(file, "mode", "PERMISSIVE");
    assertTrue(
        HandTar.text(rows.get(rows.size() - 1), "_corrupt_record")
            .contains("has 134217727 bytes (0 can"),
        rows.toString());
    HandTar huge = new HandTar().add("a.bin", "1");
    huge.header("b.bin", 077777777777L, '0');
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(huge.out.toByteArray());
    }
    Path gz = Files.write(folder.resolve("huge.tar.gz"), zipped.toByteArray());
    rows = HandTar.read(gz, "mode", "PERMISSIVE");
    assertEquals(
        "Invalid tar: Truncated TAR archive, byte 1536",
        HandTar.text(rows.get(rows.size() - 1), "_corrupt_record"));
  }
}
