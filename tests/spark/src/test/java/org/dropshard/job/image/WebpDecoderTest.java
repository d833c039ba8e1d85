package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WebpDecoderTest {

  @ParameterizedTest
  @EnumSource
  void samplesAreThoseEncoded(WebpFixture fixture) throws BadImageException {
    boolean alpha = fixture.name().endsWith("ALPHA");
    Tensor tensor = PictureFiles.decode(fixture.file(), Channels.AS_IS);
    assertArrayEquals(
        new int[] {WebpFixture.HEIGHT, WebpFixture.WIDTH, alpha ? 4 : 3}, tensor.shape());
    int[] rgba = PictureFiles.values(PictureFiles.decode(fixture.file(), Channels.RGBA));
    int[] expected = WebpFixture.rgba();
    boolean lossless = fixture.name().startsWith("LOSSLESS");
    for (int i = 0; i < expected.length; i++) {
      boolean color = i % 4 < 3;
      int value = color || alpha ? expected[i] : 255;
      assertEquals(value, rgba[i], color && !lossless ? 40 : 0, "sample " + i);
    }
  }

  @Test
  void losslessDataThatStopsInAWholeFileIsRefused() {
    byte[] file = WebpFixture.LOSSLESS.file();
    // The reader's look-ahead of 8 bytes cannot be told from the end.
    for (int cut = 10; cut < 80; cut += 2) {
      byte[] shorter = Arrays.copyOf(file, file.length - cut);
      shorter[4] -= (byte) cut;
      shorter[16] -= (byte) cut;
      assertThrows(
          BadImageException.class, () -> PictureFiles.decode(shorter, Channels.RGB), "cut " + cut);
    }
  }

  @Test
  void firstFrameIsLaidOnItsCanvas() throws BadImageException {
    byte[] frame = Arrays.copyOfRange(WebpFixture.LOSSLESS.file(), 12, 114);
    byte[] header =
        PictureFiles.bytes('V', 'P', '8', 'X', 10, 0, 0, 0, 2, 0, 0, 0, 23, 0, 0, 14, 0, 0);
    byte[] place = PictureFiles.bytes(2, 0, 0, 1, 0, 0, 19, 0, 0, 12, 0, 0, 0, 0, 0, 0);
    byte[] animation =
        PictureFiles.concat(
            PictureFiles.bytes('A', 'N', 'M', 'F', frame.length + 16, 0, 0, 0), place, frame);
    byte[] content = PictureFiles.concat(header, animation, animation);
    byte[] file =
        PictureFiles.concat(
            PictureFiles.bytes('R', 'I', 'F', 'F', content.length + 4 & 255),
            PictureFiles.bytes(content.length + 4 >> 8, 0, 0, 'W', 'E', 'B', 'P'),
            content);
    Tensor tensor = PictureFiles.decode(file, Channels.AS_IS);
    assertArrayEquals(new int[] {15, 24, 4}, tensor.shape());
    int[] values = PictureFiles.values(tensor);
    int[] encoded = WebpFixture.rgba();
    for (int i = 0; i < 15 * 24; i++) {
      int x = i % 24 - 4;
      int y = i / 24 - 2;
      boolean inside = x >= 0 && x < 20 && y >= 0 && y < 13;
      for (int c = 0; c < 4; c++) {
        int expected = !inside ? 0 : c == 3 ? 255 : encoded[(y * 20 + x) * 4 + c];
        assertEquals(expected, values[4 * i + c], "pixel " + i);
      }
    }
  }

  @Test
  void orientationOfAnExifChunkIsApplied() throws BadImageException {
    byte[] plain = WebpFixture.LOSSLESS.file();
    byte[] exif = PictureFiles.orientation(3, false);
    byte[] file =
        PictureFiles.concat(
            plain, PictureFiles.bytes('E', 'X', 'I', 'F', exif.length, 0, 0, 0), exif);
    file[4] = (byte) (file.length - 8);
    int[] upright = PictureFiles.values(PictureFiles.decode(file, Channels.RGB));
    int[] stored = PictureFiles.values(PictureFiles.decode(plain, Channels.RGB));
    for (int i = 0; i < 260; i++) {
      for (int c = 0; c < 3; c++) {
        assertEquals(stored[3 * (259 - i) + c], upright[3 * i + c]);
      }
    }
  }
}
