package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BmpDecoderTest {

  @Test
  void twentyFourBitsAreThoseStored() throws BadImageException, IOException {
    for (int width : new int[] {1, 2, 3, 4, 13}) {
      int[] samples = PictureFiles.random(width * 7 * 3, 256, width);
      BufferedImage image = PictureFiles.image(BufferedImage.TYPE_3BYTE_BGR, width, 7, samples);
      assertArrayEquals(samples, values(PictureFiles.write("bmp", image, null)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BI_RGB", "BI_RLE8"})
  void paletteIsLookedUp(String compression) throws BadImageException, IOException {
    // The JDK writes no runs for a width of 1.
    for (int width : new int[] {2, 7, 13, 37}) {
      byte[] file = PictureFiles.write("bmp", BmpFile.indexed(width, 9), compression);
      assertArrayEquals(BmpFile.colors(BmpFile.indices(width, 9)), values(file));
    }
  }

  @Test
  void fewBitsArePackedFromTheLeft() throws BadImageException {
    byte[] palette = PictureFiles.bytes(1, 2, 3, 0, 4, 5, 6, 0);
    byte[] file =
        BmpFile.write(10, 1, 1, 0, PictureFiles.concat(palette), PictureFiles.bytes(5, 64, 0, 0));
    byte[] full = file.clone();
    full[46] = 2; // the palette's colors
    int[] values = values(full);
    int[] bits = {0, 0, 0, 0, 0, 1, 0, 1, 0, 1};
    for (int x = 0; x < 10; x++) {
      assertEquals(bits[x] == 0 ? 3 : 6, values[3 * x]);
      assertEquals(bits[x] == 0 ? 1 : 4, values[3 * x + 2]);
    }
  }

  @Test
  void negativeHeightIsFromTheTop() throws BadImageException {
    byte[] data = PictureFiles.bytes(1, 2, 3, 0, 4, 5, 6, 0);
    assertArrayEquals(
        new int[] {3, 2, 1, 6, 5, 4}, values(BmpFile.write(1, -2, 24, 0, new byte[0], data)));
    assertArrayEquals(
        new int[] {6, 5, 4, 3, 2, 1}, values(BmpFile.write(1, 2, 24, 0, new byte[0], data)));
  }

  @Test
  void fourthByteIsAlphaOnlyWithAMask() throws BadImageException {
    byte[] pixel = PictureFiles.bytes(1, 2, 3, 4);
    assertArrayEquals(new int[] {3, 2, 1}, values(BmpFile.write(1, 1, 32, 0, new byte[0], pixel)));
    byte[] masks = PictureFiles.bytes(0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255);
    assertArrayEquals(new int[] {3, 2, 1, 4}, values(BmpFile.write(1, 1, 32, 6, masks, pixel)));
  }

  @Test
  void sixteenBitsAreScaledToTheNearest() throws BadImageException {
    // 5 bits each: 31, 16, 1.
    int pixel = 31 << 10 | 16 << 5 | 1;
    byte[] data = PictureFiles.bytes(pixel & 255, pixel >> 8, 0, 0);
    assertArrayEquals(
        new int[] {255, 132, 8}, values(BmpFile.write(1, 1, 16, 0, new byte[0], data)));
    byte[] masks = PictureFiles.bytes(0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0);
    int wide = 31 << 11 | 32 << 5 | 1;
    byte[] second = PictureFiles.bytes(wide & 255, wide >> 8, 0, 0);
    assertArrayEquals(new int[] {255, 130, 8}, values(BmpFile.write(1, 1, 16, 3, masks, second)));
  }

  @Test
  void runsOfFourBitsSkipAndCopy() throws BadImageException {
    byte[] palette = new byte[64];
    for (int i = 0; i < 16; i++) {
      palette[4 * i + 2] = (byte) (10 * i);
    }
    // Three of 1, 2, 1; right 1; copy 5, 6, 7 and pad; end of line; two of 9; end.
    byte[] runs = PictureFiles.bytes(3, 0x12, 0, 2, 1, 0, 0, 3, 0x56, 0x70, 0, 0, 2, 0x99, 0, 1);
    Tensor tensor = PictureFiles.decode(BmpFile.write(7, 2, 4, 2, palette, runs), Channels.RGB);
    int[] values = PictureFiles.values(tensor);
    int[] expected = {9, 9, 0, 0, 0, 0, 0, 1, 2, 1, 0, 5, 6, 7};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(10 * expected[i], values[3 * i], "pixel " + i);
    }
  }

  @Test
  void jpegInsideIsRefused() {
    BadImageException e =
        assertThrows(
            BadImageException.class,
            () -> values(BmpFile.write(1, 1, 24, 4, new byte[0], new byte[4])));
    assertEquals(
        "Invalid image: BMP of 24 bits, compression 4"
            + " (plain, run-length coded and masked bitmaps are read)",
        e.getMessage());
  }

  private static int[] values(byte[] file) throws BadImageException {
    return PictureFiles.values(PictureFiles.decode(file, Channels.AS_IS));
  }
}
