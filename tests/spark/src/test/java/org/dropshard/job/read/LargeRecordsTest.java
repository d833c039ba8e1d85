package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.dropshard.format.InputFormat;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sample of 1.5 GB, of which all but the header are holes, in a file of each format. */
class LargeRecordsTest {
  private static final int[] SHAPE = {3, 20_000, 25_000};
  private static final int SIZE = 1_500_000_000;

  @TempDir Path folder;

  private interface Start {
    byte[] bytes() throws IOException;
  }

  /** A file's first bytes, and how many it has. */
  private record Sparse(String ending, long length, Start start) {}

  private static final Map<String, Sparse> FILES =
      Map.of(
          "npy", new Sparse(".npy", 128L + SIZE, LargeRecordsTest::npy),
          "npz", new Sparse(".npz", 200L + SIZE, LargeRecordsTest::npz),
          "webdataset", new Sparse(".tar", 4096L + SIZE, LargeRecordsTest::tar),
          "tfrecord", new Sparse(".tfrecord", 16L + SIZE, LargeRecordsTest::tfrecord),
          "mds", new Sparse(".mds", 1024L + SIZE, LargeRecordsTest::mds),
          "hdf5", new Sparse(".h5", 2048 + 2L * SIZE, LargeRecordsTest::hdf5),
          "safetensors", new Sparse(".safetensors", 88L + SIZE, LargeRecordsTest::safetensors),
          "nifti", new Sparse(".nii", 352L + SIZE, LargeRecordsTest::nifti));

  static Stream<String> formats() {
    return Formats.inputs().stream()
        .map(InputFormat::label)
        .filter(label -> !label.equals("parquet")); // cells have no header: see below
  }

  @ParameterizedTest
  @MethodSource("formats")
  void isRefusedBeforeMemoryIsTaken(String format) throws IOException {
    Sparse sparse = FILES.get(format);
    Path file = folder.resolve("large" + sparse.ending());
    Files.write(file, sparse.start().bytes());
    try (RandomAccessFile holes = new RandomAccessFile(file.toFile(), "rw")) {
      holes.setLength(sparse.length());
    }
    String kind = format.equals("npz") ? "npy" : format;
    JobRun run = JobRun.spatial("augment", folder, folder + "-out", "--input-format", kind);
    assertEquals(ExitCode.INPUT, run.code(), run.out() + run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(
        run.err().matches("(?s).*Cannot fit in memory: \\d+ MB needed, a task has \\d+ MB.*"),
        run.err());
    assertTrue(run.err().contains("large" + sparse.ending()), run.err());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] npy() {
    return Npy.header(DType.UINT8, SHAPE);
  }

  /** A stored member; there is no directory, which lies at the end. */
  private static byte[] npz() {
    byte[] npy = npy();
    byte[] name = "x.npy".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = little(30 + name.length + npy.length);
    out.putInt(0x04034b50).putShort((short) 20).putShort((short) 0).putShort((short) 0);
    out.putInt(0).putInt(0).putInt(SIZE + npy.length).putInt(SIZE + npy.length);
    return out.putShort((short) name.length).putShort((short) 0).put(name).put(npy).array();
  }

  private static byte[] tar() throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("a.npy", TarConstants.LF_NORMAL);
    entry.setSize(128L + SIZE);
    byte[] header = new byte[512];
    entry.writeEntryHeader(header);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(header);
    out.write(npy());
    return out.toByteArray();
  }

  private static byte[] tfrecord() {
    byte[] length = little(8).putLong(SIZE).array();
    CRC32C crc = new CRC32C();
    crc.update(length);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    return little(12).put(length).putInt(masked).array();
  }

  private static byte[] mds() {
    byte[] config =
        ("{\"column_encodings\":[\"ndarray:uint8:3,20000,25000\"],\"column_names\":[\"x\"],"
                + "\"column_sizes\":["
                + SIZE
                + "],\"compression\":null,\"format\":\"mds\",\"hashes\":[],\"size_limit\":null,"
                + "\"version\":2}")
            .getBytes(StandardCharsets.US_ASCII);
    int start = 12 + config.length;
    return little(start).putInt(1).putInt(start).putInt(start + SIZE).put(config).array();
  }

  /** What h5py writes of a dataset of two such samples. */
  private static byte[] hdf5() throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/formats/hdf5-large/start.h5"));
  }

  private static byte[] safetensors() {
    String json = "{\"x\":{\"dtype\":\"U8\",\"shape\":[3,20000,25000],\"data_offsets\":[0,%d]}}";
    byte[] header = String.format("%-80s", String.format(json, SIZE)).getBytes();
    return little(88).putLong(header.length).put(header).array();
  }

  private static byte[] nifti() {
    ByteBuffer out = little(352);
    out.putInt(0, 348).putShort(40, (short) 3).putShort(42, (short) SHAPE[2]);
    out.putShort(44, (short) SHAPE[1]).putShort(46, (short) SHAPE[0]);
    out.putShort(70, (short) 2).putShort(72, (short) 8).putFloat(108, 352);
    return out.position(344).put("n+1\0".getBytes(StandardCharsets.US_ASCII)).array();
  }
}
