package org.dropshard.format.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.HostileBytes;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are from nibabel 5.4: {@code resources/formats/arrays.py}. */
class NiftiFormatTest {
  private static final NiftiFormat FORMAT = new NiftiFormat();
  private static final Path FILES = Path.of("src/test/resources/formats/nifti");
  private static final String SHORTS = "1-i2-little.nii";

  private static Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(FILES.resolve(name));
  }

  private record Told(Tensor tensor, Object[] columns) {}

  private static Told read(byte[] content) throws NpyException {
    try (ArrayFormat.ArrayFile file = FORMAT.open("x.nii", content)) {
      assertTrue(file.next());
      Tensor tensor = file.tensor();
      assertFalse(file.next());
      return new Told(tensor, file.columns());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Element x, y, z of 2 × 3 × 4 is 12 x + 4 y + z. */
  @ParameterizedTest
  @MethodSource("files")
  void everyTypeIsReadSlowestAxisFirst(String name) throws Exception {
    byte[] content = bytes(name);
    assertTrue(FORMAT.hasStart(Arrays.copyOf(content, Math.min(512, content.length))));
    Told told = read(content);
    int colours = name.contains("rgba") ? 4 : name.contains("rgb") ? 3 : 1;
    int[] shape = colours > 1 ? new int[] {4, 3, 2, colours} : new int[] {4, 3, 2};
    assertArrayEquals(shape, told.tensor().shape());
    double[] values = Doubles.of(told.tensor());
    for (int z = 0, at = 0; z < 4; z++) {
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 2; x++) {
          for (int c = 0; c < colours; c++) {
            assertEquals(12 * x + 4 * y + z + 30 * c, values[at++]);
          }
        }
      }
    }
    boolean scaled = name.contains("-i2-");
    assertArrayEquals(scaled ? new Object[] {2.5, -1024.0} : new Object[] {1.0, 0.0}, told.columns);
  }

  private static byte[] changed(Consumer<ByteBuffer> change) throws IOException {
    byte[] content = bytes(SHORTS);
    change.accept(ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN));
    return content;
  }

  private static void refused(byte[] content, String rule) {
    String said = assertThrows(NpyException.class, () -> read(content)).getMessage();
    assertTrue(said.startsWith("Invalid NIfTI: ") && said.contains(rule), said);
    assertFalse(said.contains("\n"), said);
  }

  @Test
  void axesOfOneBehindTheThirdAreLeftOutAndOthersComeFirst() throws Exception {
    assertArrayEquals(
        new int[] {4, 3, 2}, read(changed(in -> in.putShort(40, (short) 5))).tensor().shape());
    assertArrayEquals(
        new int[] {2, 2, 3, 2},
        read(changed(
                in -> in.putShort(40, (short) 4).putShort(46, (short) 2).putShort(48, (short) 2)))
            .tensor()
            .shape());
    assertArrayEquals(
        new int[] {12, 2},
        read(changed(in -> in.putShort(40, (short) 2).putShort(44, (short) 12))).tensor().shape());
  }

  @Test
  void whatDoesNotFitIsSaidInOneLine() throws IOException {
    refused(Arrays.copyOf(bytes(SHORTS), 399), "399 bytes (the header needs 400)");
    refused(Arrays.copyOf(bytes(SHORTS), 401), "401 bytes (the header needs 400)");
    refused(new byte[0], "0 bytes (a header has 348)");
    refused(new byte[348], "no magic");
    refused(changed(in -> in.put(345, (byte) 'i')), "an .img");
    refused(changed(in -> in.putInt(0, 349)), "header length");
    refused(changed(in -> in.putShort(40, (short) 8)), "8 axes (1 to 7)");
    refused(changed(in -> in.putShort(42, (short) 0)), "an axis of 0");
    refused(changed(in -> in.putShort(42, (short) -3)), "an axis of -3");
    refused(changed(in -> in.putShort(70, (short) 32)), "type 32, complex64");
    refused(changed(in -> in.putShort(70, (short) 77)), "type 77");
    refused(changed(in -> in.putShort(72, (short) 8)), "type 4 of 8 bits");
    refused(changed(in -> in.putFloat(108, 100)), "values at 100.0 (whole, from 352 on)");
    refused(changed(in -> in.putFloat(108, Float.NaN)), "values at NaN");
    refused(
        changed(in -> in.putLong(42, 0x7fff7fff7fff7fffL)), "Invalid shape: [32767, 32767, 32767]");
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  @Test
  void noMoreIsDecompressedThanTheHeaderSays() throws IOException {
    byte[] whole = bytes(SHORTS);
    refused(gzip(Arrays.copyOf(whole, whole.length - 1)), "47 bytes of values");
    refused(gzip(Arrays.copyOf(whole, whole.length + 1)), "more of values");
    byte[] zipped = gzip(whole);
    refused(Arrays.copyOf(zipped, zipped.length - 9), "its gzip: ");
    refused(gzip(changed(in -> in.putShort(42, (short) 32000))), "of gzip");
  }

  @ParameterizedTest
  @ValueSource(strings = {SHORTS, "2-i2-big.nii", "1-f4-little.nii.gz", "2-f8-big.nii.gz"})
  void changedBytesAreReadOrTold(String name) throws IOException {
    byte[] whole = bytes(name);
    Random random = new Random(18);
    int told = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] content = HostileBytes.changed(whole, random);
      FORMAT.hasStart(content);
      try {
        read(content);
      } catch (NpyException e) {
        told++;
      }
    }
    assertTrue(told > 500, told + " told");
  }
}
