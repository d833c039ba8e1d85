package org.dropshard.job.augment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damaged files of every format: one line, or the quarantine, with file, record and byte. */
class FormatBadRecordsTest {
  private static final int SAMPLES = 5;

  @TempDir static Path folder;

  /** A file of five samples, of which the last bytes are missing. */
  private static Path cut(String format, String column, String ending, int missing)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      Tensor x = new Tensor(DType.UINT8, new int[] {2, 30, 40}, new byte[2400], 0);
      rows.add(RowFactory.create((long) i, Npy.write(x)));
    }
    StructType schema =
        new StructType().add("number", DataTypes.LongType).add(column, DataTypes.BinaryType);
    Path written = Files.createTempDirectory(folder, "written").resolve(format);
    JobRun.spark()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .format(format)
        .option("encoding.x", format.equals("mds") ? "ndarray" : "")
        .save(written.toString());
    try (Stream<Path> files = Files.list(written)) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().matches("part-.*\\" + ending))
              .findFirst()
              .orElseThrow();
      byte[] content = Files.readAllBytes(file);
      Path input = Files.createTempDirectory(folder, "cut");
      return Files.write(
              input.resolve("x" + ending), Arrays.copyOf(content, content.length - missing))
          .getParent();
    }
  }

  /** Of five samples the third is damaged: its neighbours are not. */
  @ParameterizedTest
  @CsvSource({
    "webdataset,npy,.tar,000000002.json,'{\"number\":',Invalid json: ",
    "tfrecord,image/encoded,.tfrecord,,,the checksum of a record's data is wrong",
    "npz,tensor,.npz,000002.npy,NUMPY,Invalid npz: ",
    "mds,x,.mds,,,Invalid sample: "
  })
  void oneDamagedSampleIsLostAlone(
      String format, String column, String ending, String member, String text, String rule)
      throws IOException {
    Path input = cut(format, column, ending, 0);
    Path file = input.resolve("x" + ending);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    String all = new String(bytes, ISO_8859_1);
    int at;
    if (member != null) {
      at = all.indexOf(text, all.indexOf(member)) + text.length() - 1;
    } else if (format.equals("mds")) {
      at = view.getInt(4 + 4 * 2); // the third sample's first length
    } else {
      int record = 16 + (int) view.getLong(0);
      at = 2 * record + 100;
    }
    bytes[at] ^= 0x40;
    if (format.equals("mds")) {
      view.putInt(4 + 4 * 3, view.getInt(4 + 4 * 3) - 1);
    }
    Files.write(file, bytes);
    Path output = folder.resolve("alone-" + format);
    JobRun done = run(input, format, output, "quarantine");
    assertEquals(ExitCode.DONE, done.code(), done.err());
    JsonNode counts = JobRun.json(output, "run.json").get("rows");
    int lost = format.equals("mds") ? 2 : 1; // a wrong offset is the next one's too
    assertEquals(lost, counts.get("bad").asInt(), counts + ": " + quarantined(output));
    assertEquals(SAMPLES - lost, counts.get("out").asInt(), counts + ": " + quarantined(output));
    JsonNode record = new ObjectMapper().readTree(quarantined(output).get(0));
    assertEquals(2, record.get("row").asInt());
    assertTrue(record.get("file").asText().endsWith("x" + ending), record.toString());
    String reason = record.get("reason").asText();
    assertTrue(reason.contains(rule) && reason.matches("(?s).*, byte \\d+.*"), reason);
    JobRun drop = run(input, format, folder.resolve("dropped-" + format), "drop");
    assertEquals(ExitCode.DONE, drop.code(), drop.err());
    JobRun fail = run(input, format, folder.resolve("refused-" + format), "fail");
    assertEquals(ExitCode.INPUT, fail.code(), fail.err());
    assertEquals(1, fail.err().lines().count(), fail.err());
  }

  private static List<String> quarantined(Path output) throws IOException {
    try (Stream<Path> files = Files.list(output.resolve("_dropshard/quarantine"))) {
      return Files.readAllLines(
          files.filter(path -> path.toString().endsWith(".jsonl")).findFirst().orElseThrow());
    }
  }

  /** All of a shard hangs on its header: it is lost alone, or with it the input. */
  @Test
  void aCutShardOfMdsIsOneBadRecord() throws IOException {
    Path input = cut("mds", "x", ".mds", 100);
    for (String policy : List.of("fail", "quarantine")) {
      JobRun failed = run(input, "mds", folder.resolve("no-" + policy), policy);
      assertEquals(ExitCode.INPUT, failed.code(), failed.err());
      assertEquals(1, failed.err().lines().count(), failed.err());
      assertTrue(
          failed.err().matches("(?s).*Invalid MDS: offset \\d is .*, byte \\d+, file .*x.mds.*"),
          failed.err());
    }
    Files.copy(cut("mds", "x", ".mds", 0).resolve("x.mds"), input.resolve("y.mds"));
    Path output = folder.resolve("quarantined-mds");
    JobRun done = run(input, "mds", output, "quarantine");
    assertEquals(ExitCode.DONE, done.code(), done.err());
    JsonNode counts = JobRun.json(output, "run.json").get("rows");
    assertEquals(1, counts.get("bad").asInt(), counts.toString());
    assertEquals(SAMPLES, counts.get("out").asInt(), counts.toString());
    assertTrue(quarantined(output).get(0).contains("x.mds"), quarantined(output).toString());
  }

  private static JobRun run(Path input, String format, Path output, String policy) {
    return JobRun.of(
        ("augment --kind spatial --drop 0.5 --seed 1 --layout CHW --progress none --on-error "
                + policy
                + " --input "
                + input
                + " --input-format "
                + format
                + " --output "
                + output)
            .split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "webdataset,npy,.tar,2000,Invalid tar: 000000004.npy has 2528 bytes",
    "tfrecord,image/encoded,.tfrecord,100,Invalid length: ",
    "npz,tensor,.npz,500,Invalid npz: "
  })
  void theRestOfACutFileIsOneBadRecord(
      String format, String column, String ending, int missing, String rule) throws IOException {
    Path input = cut(format, column, ending, missing);
    JobRun failed = run(input, format, folder.resolve("failed-" + format), "fail");
    assertEquals(ExitCode.INPUT, failed.code(), failed.err());
    assertEquals(1, failed.err().lines().count(), failed.err());
    assertTrue(failed.err().contains(rule), failed.err());
    assertTrue(failed.err().contains("x" + ending), failed.err());
    assertTrue(failed.err().matches("(?s).*, byte \\d+.*"), failed.err());
    Path output = folder.resolve("quarantined-" + format);
    JobRun done = run(input, format, output, "quarantine");
    assertEquals(ExitCode.DONE, done.code(), done.err());
    JsonNode counts = JobRun.json(output, "run.json").get("rows");
    assertEquals(1, counts.get("bad").asInt(), counts.toString());
    int good = counts.get("out").asInt();
    assertTrue(good >= 3 && good < SAMPLES, counts.toString());
    try (Stream<Path> files = Files.list(output.resolve("_dropshard/quarantine"))) {
      Path file =
          files.filter(path -> path.toString().endsWith(".jsonl")).findFirst().orElseThrow();
      JsonNode record = new ObjectMapper().readTree(Files.readString(file));
      assertEquals(good, record.get("row").asInt());
      assertTrue(record.get("file").asText().endsWith("x" + ending), record.toString());
      assertTrue(record.get("reason").asText().contains(", byte "), record.toString());
    }
  }
}
