package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.dropshard.job.JobRun;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures that other programs wrote, as those programs show them. */
class ForeignPicturesTest {

  private static final Path FOLDER = JobRun.PICTURES.resolve("foreign");

  static Stream<String> expected() throws IOException {
    return Files.readAllLines(FOLDER.resolve("expected.csv")).stream().skip(1);
  }

  @ParameterizedTest
  @MethodSource("expected")
  void pictureIsThatOfOtherReaders(String line) throws Exception {
    String[] row = line.split(",");
    Tensor tensor = PictureFiles.decode(Files.readAllBytes(FOLDER.resolve(row[0])), Channels.RGB);
    assertArrayEquals(
        new int[] {Integer.parseInt(row[1]), Integer.parseInt(row[2]), 3}, tensor.shape());
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update(tensor.data(), tensor.offset(), tensor.length());
    assertEquals(row[3], HexFormat.of().formatHex(sha.digest()));
  }

  @ParameterizedTest
  @CsvSource({
    "26_pal1huff.bmp,'BMP of 1 bits, compression 3 (plain, run-length coded and masked bitmaps are read)'",
    "32_peacock.progressive.scan001.jpeg,"
        + "JPEG component 1 (its data ends too early: no last scan of coefficient 0)"
  })
  void pictureThatIsNotWholeOrNotReadIsRefused(String name, String message) throws Exception {
    byte[] file = Files.readAllBytes(FOLDER.resolve(name));
    BadImageException e =
        assertThrows(BadImageException.class, () -> PictureFiles.decode(file, Channels.RGB));
    assertEquals("Invalid image: " + message, e.getMessage());
  }

  @Test
  void damagedPicturesEndInOneLine() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files =
          all.filter(file -> ImageDecoder.hasPictureExtension(file.toString())).sorted().toList();
    }
    SplittableRandom random = new SplittableRandom(1);
    for (Path path : files) {
      byte[] whole = Files.readAllBytes(path);
      for (int i = 0; i < 100; i++) {
        byte[] file = whole.clone();
        for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
          // Every other time in the first bytes, where headers and codes are.
          int reach = i % 2 == 0 ? file.length : Math.min(file.length, 200);
          file[random.nextInt(reach)] = (byte) random.nextInt(256);
        }
        try {
          PictureFiles.decode(file, Channels.AS_IS);
        } catch (BadImageException e) {
          assertTrue(e.getMessage().startsWith("Invalid image: "), path + ": " + e.getMessage());
        }
      }
    }
  }
}
