package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Never a part of a picture: what is cut off is missed, or was no part of it. */
class TruncationTest {

  static Stream<String> samples() throws IOException {
    return SampleFiles.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void cutFileIsRefusedOrIsTheWholePicture(String name) throws Exception {
    byte[] file = SampleFiles.all().get(name);
    Tensor whole = PictureFiles.decode(file, Channels.AS_IS);
    int refused = 0;
    for (int length = 0; length < file.length; length++) {
      try {
        Tensor cut = PictureFiles.decode(Arrays.copyOf(file, length), Channels.AS_IS);
        assertArrayEquals(whole.data(), cut.data(), name + " cut to " + length + " bytes");
      } catch (BadImageException e) {
        refused++;
        assertTrue(e.getMessage().startsWith("Invalid image: "), e.getMessage());
      }
    }
    // At most the end codes of a run-length coded bitmap can be missing.
    assertTrue(refused >= file.length - 4, name + ": " + refused + " of " + file.length);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void damagedFileIsRefusedOrRead(String name) throws Exception {
    Map<String, byte[]> files = SampleFiles.all();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      byte[] file = files.get(name).clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt(256);
      }
      try {
        Tensor tensor = PictureFiles.decode(file, Channels.RGB);
        assertEquals(3, tensor.shape().length);
      } catch (BadImageException e) {
        assertTrue(e.getMessage().startsWith("Invalid image: "), e.getMessage());
      }
    }
  }
}
