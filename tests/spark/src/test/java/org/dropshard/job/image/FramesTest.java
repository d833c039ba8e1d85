package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The animations of {@code resources/pictures/animated} are from Pillow: {@code make.py} there. */
class FramesTest {
  private static final Path ANIMATED = Path.of("src/test/resources/pictures/animated");

  private static int pictures(byte[] file) throws Exception {
    return open(file, Pages.FIRST).pictures();
  }

  @ParameterizedTest
  @CsvSource({"three.gif,3", "three.png,3", "three.webp,3", "one.gif,1", "one.png,1", "one.webp,1"})
  void framesAreCountedAndTheFirstIsRead(String name, int frames) throws Exception {
    byte[] file = Files.readAllBytes(ANIMATED.resolve(name));
    assertEquals(frames, pictures(file));
    PictureReader reader = open(file, Pages.EACH);
    assertEquals(1, reader.size());
    assertEquals(250, reader.read(0).data()[0] & 0xff);
  }

  @Test
  void damagedFilesHaveAsManyAsAreSeen() throws IOException {
    for (String name : new String[] {"three.gif", "three.png", "three.webp"}) {
      byte[] file = Files.readAllBytes(ANIMATED.resolve(name));
      String format = ImageDecoder.format(file).orElseThrow();
      for (int length = 0; length <= file.length; length++) {
        int frames = Frames.count(Arrays.copyOf(file, length), format);
        assertTrue(frames >= 1 && frames <= 3, name + " cut to " + length);
      }
    }
  }

  private static PictureReader open(byte[] file, Pages pages) throws Exception {
    return PictureReader.open(file, new PictureReader.Options(Channels.RGB, pages, 1 << 20));
  }
}
