package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dropshard.job.JobRun;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures as libjpeg and libpng write them, against the JDK's reader. */
class RealPicturesTest {

  @Test
  void everyPhotographIsThatOfTheJdk() throws Exception {
    List<Path> files = files("photographs");
    assertEquals(13, files.size());
    for (Path path : files) {
      compareWithJdk(path);
    }
  }

  @Test
  void everyThumbnailIsThatOfTheJdk() throws Exception {
    List<Path> files = files("thumbnails");
    assertEquals(24, files.size());
    for (Path path : files) {
      assertArrayEquals(new int[] {32, 32, 3}, compareWithJdk(path).shape());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gray16.png,uint16,10 20 1",
    "gray8.jpg,uint8,10 20 1",
    "gray8.png,uint8,10 20 1",
    "one-pixel.png,uint8,1 1 3",
    "palette.png,uint8,10 20 3",
    "rgba.png,uint8,10 20 4",
    "wide.png,uint8,1 5000 3"
  })
  void oddPictureIsRead(String name, String dtype, String shape) throws Exception {
    byte[] file = Files.readAllBytes(JobRun.PICTURES.resolve("odd").resolve(name));
    Tensor asIs = PictureFiles.decode(file, Channels.AS_IS);
    assertEquals(dtype, asIs.dtype().label());
    assertArrayEquals(
        Stream.of(shape.split(" ")).mapToInt(Integer::parseInt).toArray(), asIs.shape());
    assertEquals(3, PictureFiles.decode(file, Channels.RGB).shape()[2]);
    // Stored samples: the raster, where the JDK's reader has not converted it.
    if (name.startsWith("gray")) {
      int[] raster =
          ImageIO.read(new MemoryStream(file)).getRaster().getPixels(0, 0, 20, 10, (int[]) null);
      assertArrayEquals(raster, PictureFiles.values(asIs));
    }
  }

  @ParameterizedTest
  @CsvSource({"bomb.png", "empty.png", "text.jpg", "truncated.jpg"})
  void badPictureIsRefused(String name) throws Exception {
    byte[] file = Files.readAllBytes(JobRun.PICTURES.resolve("odd").resolve(name));
    BadImageException e =
        assertThrows(
            BadImageException.class, () -> ImageDecoder.decode(file, Channels.RGB, 100_000_000));
    assertTrue(e.getMessage().startsWith("Invalid image: "), e.getMessage());
  }

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> paths = Files.walk(JobRun.PICTURES.resolve(folder))) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Tensor compareWithJdk(Path path) throws Exception {
    byte[] file = Files.readAllBytes(path);
    Tensor tensor = PictureFiles.decode(file, Channels.RGB);
    // The JDK converts to sRGB by a profile, which is not looked at here.
    var image = ImageIO.read(new MemoryStream(PictureFiles.withoutSegments(file, 0xE2)));
    int width = image.getWidth();
    int height = image.getHeight();
    assertArrayEquals(new int[] {height, width, 3}, tensor.shape(), path.toString());
    int bands = image.getRaster().getNumBands();
    int[] expected = image.getRaster().getPixels(0, 0, width, height, (int[]) null);
    int[] values = PictureFiles.values(tensor);
    for (int i = 0; i < values.length; i++) {
      if (expected[bands == 3 ? i : i / 3] != values[i]) {
        throw new AssertionError(path + " differs at sample " + i);
      }
    }
    return tensor;
  }
}
