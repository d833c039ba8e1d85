package org.dropshard.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
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
        new StructType().add("id", DataTypes.LongType).add(column, DataTypes.BinaryType);
    Path written = folder.resolve("written-" + format);
    JobRun.spark()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .format(format)
        .save(written.toString());
    try (Stream<Path> files = Files.list(written)) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().matches("part-.*\\" + ending))
              .findFirst()
              .orElseThrow();
      byte[] content = Files.readAllBytes(file);
      Path input = Files.createDirectories(folder.resolve("cut-" + format));
      return Files.write(
              input.resolve("x" + ending), Arrays.copyOf(content, content.length - missing))
          .getParent();
    }
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
