package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;
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
  void runsOfFourBitsAreRepeatedAndCopied() throws BadImageException {
    byte[] palette = new byte[64];
    for (int i = 0; i < 16; i++) {
      palette[4 * i + 2] = (byte) (10 * i);
    }
    // Three of 1, 2, 1; copy 5, 6, 7 and pad; end of line; two of 9; end.
    byte[] runs = PictureFiles.bytes(3, 0x12, 0, 3, 0x56, 0x70, 0, 0, 2, 0x99, 0, 1);
    Tensor tensor = PictureFiles.decode(BmpFile.write(6, 2, 4, 2, palette, runs), Channels.RGB);
    int[] values = PictureFiles.values(tensor);
    int[] expected = {9, 9, 0, 0, 0, 0, 1, 2, 1, 5, 6, 7};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(10 * expected[i], values[3 * i], "pixel " + i);
    }
  }

  @Test
  void longHeaderHasMasksOnlyIfItSaysSo() throws BadImageException {
    for (int size : new int[] {52, 56, 108, 124}) {
      byte[] junk = new byte[size - 40];
      Arrays.fill(junk, (byte) 0x5A);
      byte[] file = BmpFile.write(1, 1, 32, 0, junk, PictureFiles.bytes(1, 2, 3, 4));
      file[14] = (byte) size;
      assertArrayEquals(new int[] {3, 2, 1}, values(file), "header of " + size);
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

  @Test
  void runsMayPassARowsEndAndEndBeforeIt() throws BadImageException {
    // Six of 1 in a row of 4; end of line; two of 2; end of line; one of 3; end.
    assertEquals("111122003000", reds(4, 3, 6, 1, 0, 0, 2, 2, 0, 0, 1, 3, 0, 1));
  }

  @Test
  void runsThatEndEarlyOrJumpAreRefused() {
    assertEquals(
        "Invalid image: BMP of 1 rows (its data ends too early)",
        assertThrows(BadImageException.class, () -> reds(2, 2, 2, 1, 0, 0, 1, 2)).getMessage());
    assertEquals(
        "Invalid image: BMP of run-length codes with jumps (whole rows are read)",
        assertThrows(BadImageException.class, () -> reds(2, 2, 1, 1, 0, 2, 1, 0, 0, 1))
            .getMessage());
    assertThrows(BadImageException.class, () -> reds(4, 1, 0, 4, 1, 2, 3));
  }

  @Test
  void moreThanTheFileCanHoldIsRefused() {
    byte[] runs = BmpFile.write(1000, 1000, 8, 1, new byte[1024], new byte[100]);
    assertEquals(
        "Invalid image: BMP of 1178 bytes (its data ends too early: 7812 needed)",
        assertThrows(BadImageException.class, () -> values(runs)).getMessage());
    byte[] plain = BmpFile.write(1000, 1000, 24, 0, new byte[0], new byte[100]);
    assertEquals(
        "Invalid image: BMP of 154 bytes (its data ends too early: 3000054 needed)",
        assertThrows(BadImageException.class, () -> values(plain)).getMessage());
  }

  @Test
  void olderHeaderHasColorsOfThreeBytes() throws BadImageException {
    byte[] file =
        PictureFiles.concat(
            PictureFiles.bytes('B', 'M', 36, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0, 12, 0, 0, 0),
            PictureFiles.bytes(3, 0, 1, 0, 1, 0, 1, 0),
            PictureFiles.bytes(1, 2, 3, 4, 5, 6),
            PictureFiles.bytes(0x40, 0, 0, 0));
    assertArrayEquals(new int[] {3, 2, 1, 6, 5, 4, 3, 2, 1}, values(file));
  }

  @Test
  void indexPastThePaletteIsRefused() {
    byte[] file = BmpFile.write(1, 1, 8, 0, new byte[12], PictureFiles.bytes(3, 0, 0, 0));
    file[46] = 3;
    assertEquals(
        "Invalid image: BMP palette index 3 (the palette has 3 colors)",
        assertThrows(BadImageException.class, () -> values(file)).getMessage());
  }

  /** The palette indices of run-length codes of 8 bits, from the lowest row on. */
  private static String reds(int width, int height, int... codes) throws BadImageException {
    byte[] palette = new byte[1024];
    for (int i = 0; i < 256; i++) {
      palette[4 * i + 2] = (byte) i;
    }
    byte[] file = BmpFile.write(width, height, 8, 1, palette, PictureFiles.bytes(codes));
    int[] values = values(file);
    StringBuilder reds = new StringBuilder();
    for (int i = 0; i < width * height; i++) {
      int y = height - 1 - i / width;
      reds.append(values[3 * (y * width + i % width)]);
    }
    return reds.toString();
  }

  private static int[] values(byte[] file) throws BadImageException {
    return PictureFiles.values(PictureFiles.decode(file, Channels.AS_IS));
  }
}
