package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.dropshard.job.NpyFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples whose headers say that they do not fit the least heap that Spark takes. */
class SmallHeapTest {
  private static final long LARGE = 500_000_000;

  @TempDir Path folder;
  private Path input;

  @BeforeEach
  void make() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
  }

  private String run(int code, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--input", input.toString(), "--output", folder + "/out"));
    all.addAll(List.of("--kind", "spatial", "--drop", "0.3", "--seed", "5", "--layout"));
    all.add("HWC");
    if (arguments[0].equals("augment")) {
      all.addAll(List.of("--progress", "none"));
    }
    String text = OwnProcess.run(code, "C.UTF-8", "-Xmx480m", all.toArray(new String[0]));
    assertFalse(text.contains("OutOfMemoryError"), text);
    return text;
  }

  private static void assertRefused(String text, String sample, long megabytes) {
    assertTrue(
        text.matches(
            "(?s).*Cannot fit in memory: "
                + megabytes
                + " MB needed, a task has 4\\d\\d MB[^\n]*, (sample|byte) [^\n]*"
                + sample
                + ".*"),
        text);
  }

  @Test
  void anArrayIsABadRecord() throws IOException, InterruptedException {
    Files.write(input.resolve("a.npy"), NpyFiles.ramp(1, 3, 4, 5));
    Path large = Files.write(input.resolve("large.npy"), NpyFiles.ramp(1, 3, 4, 5));
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(LARGE); // a sparse file: nothing is written
    }
    assertRefused(run(2, "augment"), "large.npy", 954);
    run(0, "augment", "--on-error", "quarantine");
    try (var files = Files.walk(folder.resolve("out/_dropshard/quarantine"))) {
      Path quarantine = files.filter(f -> f.toString().endsWith(".jsonl")).findFirst().get();
      String line = Files.readString(quarantine);
      assertTrue(line.contains("Cannot fit in memory: 954 MB needed, a task has 4"), line);
    }
  }

  /** Of a few kilobytes. */
  @Test
  void aPictureIsRefusedByThePlan() throws IOException, InterruptedException {
    int side = 16000;
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(pixels)) {
      for (int y = 0; y < side; y++) {
        out.write(new byte[side + 1]);
      }
    }
    try (DataOutputStream out =
        new DataOutputStream(Files.newOutputStream(input.resolve("large.png")))) {
      out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
      byte[] gray = {8, 0, 0, 0, 0};
      chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(side).putInt(side).put(gray).array());
      chunk(out, "IDAT", pixels.toByteArray());
      chunk(out, "IEND", new byte[0]);
    }
    assertRefused(run(2, "plan", "--max-pixels", "300000000"), "large.png", 489);
  }

  private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(StandardCharsets.US_ASCII));
    crc.update(content);
    out.writeInt(content.length);
    out.writeBytes(type);
    out.write(content);
    out.writeInt((int) crc.getValue());
  }

  @Test
  void aCompressedRecordIsPassedOver() throws IOException, InterruptedException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(input.resolve("a.tfrecord.gz")))) {
      byte[] length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(LARGE).array();
      out.write(length);
      out.write(masked(length));
      byte[] zeros = new byte[1 << 20];
      for (long left = LARGE; left > 0; left -= zeros.length) {
        out.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
      out.write(masked(new byte[0]));
    }
    assertRefused(run(2, "augment", "--input-format", "tfrecord"), "a.tfrecord.gz", 954);
  }

  private static byte[] masked(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
