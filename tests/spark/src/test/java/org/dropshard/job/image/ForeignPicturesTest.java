package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.dropshard.job.JobRun;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.Tensor;
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
}
