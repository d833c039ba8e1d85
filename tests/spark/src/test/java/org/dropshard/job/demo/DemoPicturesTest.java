package org.dropshard.job.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.job.image.Channels;
import org.dropshard.job.image.ImageDecoder;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPicturesTest {

  @TempDir Path folder;

  @Test
  void halfArePngAndHalfJpegInFourClasses() throws Exception {
    assertEquals(120, DemoPictures.write(folder, 120, 7));
    List<Path> files = files(folder);
    assertEquals(120, files.size());
    assertEquals(60, files.stream().filter(f -> f.toString().endsWith(".png")).count());
    try (Stream<Path> classes = Files.list(folder)) {
      assertEquals(4, classes.count());
    }
    assertTrue(Files.exists(folder.resolve("circles/0000.png")));
    for (Path file : files) {
      Tensor tensor = ImageDecoder.decode(Files.readAllBytes(file), Channels.AS_IS, 19200);
      assertEquals(160 * 120 * 3, tensor.length());
    }
  }

  @Test
  void sameSeedGivesSamePicturesForAnyCount() throws Exception {
    DemoPictures.write(folder.resolve("a"), 16, 42);
    DemoPictures.write(folder.resolve("b"), 24, 42);
    for (Path file : files(folder.resolve("a"))) {
      Path other = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
      assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other), file.toString());
    }
  }

  @Test
  void otherSeedGivesOtherPictures() throws Exception {
    DemoPictures.write(folder.resolve("a"), 8, 1);
    DemoPictures.write(folder.resolve("b"), 8, 2);
    for (Path file : files(folder.resolve("a"))) {
      Path other = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
      assertFalse(Arrays.equals(Files.readAllBytes(file), Files.readAllBytes(other)));
    }
  }

  @Test
  void channelsDifferVisibly() throws Exception {
    DemoPictures.write(folder, 24, 3);
    for (Path file : files(folder)) {
      Tensor tensor = ImageDecoder.decode(Files.readAllBytes(file), Channels.RGB, 19200);
      long apart = 0;
      for (int i = 0; i < tensor.length(); i += 3) {
        apart += Math.abs((tensor.data()[i] & 0xFF) - (tensor.data()[i + 2] & 0xFF));
      }
      // On average over the places, red and blue are 12 apart at least.
      assertTrue(apart > 12L * 19200, file + ": " + apart / 19200);
    }
  }

  @Test
  void noneAreWrittenForZero() throws Exception {
    assertEquals(0, DemoPictures.write(folder.resolve("none"), 0, 1));
    assertThrows(IllegalArgumentException.class, () -> DemoPictures.write(folder, -1, 1));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
