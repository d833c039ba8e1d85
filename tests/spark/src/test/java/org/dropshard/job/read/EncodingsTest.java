package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors as TensorFlow and MosaicML's streaming encode them: {@code cases/encodings.py}. */
class EncodingsTest {
  private static final Path CASES = Path.of("src/test/resources/cases").toAbsolutePath();

  @TempDir Path folder;

  private JobRun run(String command, Path input, String options) {
    List<String> all = new ArrayList<>(List.of(command, "--input", input.toString()));
    all.addAll(List.of("--output", folder.resolve("out").toString()));
    all.addAll(List.of("--kind", "spatial", "--drop", "0", "--seed", "1", "--key", "id"));
    if (options != null) {
      all.addAll(List.of(options.split(" ")));
    }
    return JobRun.of(all.toArray(new String[0]));
  }

  private static byte[] expected(int sample, DType dtype) {
    byte[] values = new byte[18 * dtype.bytes()];
    Tensor tensor = new Tensor(dtype, new int[] {2, 3, 3}, values, 0);
    for (int i = 0; i < 18; i++) {
      byte value = (byte) (10 * sample + i);
      if (dtype == DType.UINT8) {
        values[i] = value;
      } else {
        ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).putFloat(4 * i, value);
      }
    }
    return Npy.write(tensor);
  }

  @ParameterizedTest
  @CsvSource({
    "tfrecord-zlib, UINT8, --layout HWC",
    "tfrecord-serialized, FLOAT32, --layout HWC",
    "tfrecord-int64, UINT8,"
        + " --layout HWC --column image --cell-dtype uint8 --cell-shape height|width|depth",
    "tfrecord-sized, UINT8, --layout HWC --cell-dtype uint8 --cell-shape height|width|3",
    "mds-pil, UINT8,",
    "mds-bz2, UINT8,",
    "mds-gz, UINT8,",
    "mds-snappy, UINT8,",
    "mds-zstd, UINT8,"
  })
  void valuesAreThoseThatWereEncoded(String name, DType dtype, String options) {
    String given = options == null ? null : options.replace('|', ',');
    JobRun run = run("augment", CASES.resolve("encodings-" + name), given);
    assertEquals(ExitCode.DONE, run.code(), run.err());
    List<Row> rows =
        JobRun.spark()
            .read()
            .parquet(folder.resolve("out").toString())
            .orderBy("id")
            .collectAsList();
    assertEquals(3, rows.size());
    for (int i = 0; i < rows.size(); i++) {
      assertArrayEquals(expected(i, dtype), rows.get(i).getAs("image"));
    }
  }

  @ParameterizedTest
  @CsvSource({"mds-jpeg-array", "mds-jpegarray"})
  void arraysThatWereMadeJpegsAreRead(String name) throws IOException {
    JobRun run = run("augment", CASES.resolve("encodings-" + name), null);
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertEquals(3, JobRun.json(folder.resolve("out"), "run.json").at("/rows/out").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tfrecord-serialized-int64 | Invalid TensorProto: int64 (uint8, ",
        "tfrecord-int64 | Cannot find a tensor column among depth, height, id, image, width",
        "tfrecord-int64 --column image | image holds ARRAY<BIGINT> (tensors have no such type: say",
        "mds-pil-palette | Invalid pil: mode P (F, I, I;16, L, LA, RGB, RGBA are read)",
        "mds-pkl | Invalid column: image is of MDS encoding pkl: pickles run code and are not read, file",
        "mds-pkl --column image | pickles run code and are not read, file",
        "mds-br | Brotli is not read here (brotli --decompress --rm makes a plain shard)"
      })
  void whatIsNotReadIsRefusedByName(String asked, String why) {
    String[] name = asked.split(" ", 2);
    String options = "--layout HWC" + (name.length > 1 ? " " + name[1] : "");
    for (String command : List.of("plan", "augment")) {
      JobRun run = run(command, CASES.resolve("encodings-" + name[0]), options);
      assertEquals(ExitCode.INPUT, run.code(), run.out() + run.err());
      assertEquals(1, run.err().lines().count(), run.err());
      assertTrue(run.err().contains(why), run.err());
    }
  }

  /** What is wrong with a compressed shard is a bad record, whatever compresses it. */
  @ParameterizedTest
  @CsvSource({
    "mds-bz2,bz2",
    "mds-gz,gzip",
    "mds-snappy,snappy",
    "mds-zstd,zstd",
    "tfrecord-zlib,zlib"
  })
  void aCutFileIsABadRecord(String name, String packing) throws IOException {
    Path in = Files.createDirectory(folder.resolve("in"));
    try (var files = Files.list(CASES.resolve("encodings-" + name))) {
      Path file = files.findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      Files.write(in.resolve(file.getFileName()), Arrays.copyOf(bytes, bytes.length - 20));
    }
    JobRun run = run("augment", in, "--layout HWC");
    assertEquals(ExitCode.INPUT, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(packing), run.err());
  }

  /** A fixed number and columns make a shape, whatever the format; one that is none is named. */
  @Test
  void aShapeOfColumnsIsHeldAgainstTheValues() {
    Path in = CASES.resolve("encodings-tfrecord-sized");
    JobRun wrong =
        run("augment", in, "--layout HWC --cell-dtype uint8 --cell-shape height,width,4");
    assertEquals(ExitCode.INPUT, wrong.code(), wrong.err());
    assertTrue(wrong.err().contains("18 bytes (uint8 [2, 3, 4] needs 24)"), wrong.err());
    JobRun unknown =
        run("augment", in, "--layout HWC --cell-dtype uint8 --cell-shape height,breadth,3");
    assertTrue(
        unknown.err().contains("Invalid --cell-shape: height,breadth,3 (axes"), unknown.err());
  }
}
