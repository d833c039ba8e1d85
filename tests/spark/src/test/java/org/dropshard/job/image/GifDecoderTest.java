package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;

class GifDecoderTest {

  private static final byte[] COLORS =
      PictureFiles.bytes(1, 2, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90);

  @Test
  void colorsAreThoseStored() throws BadImageException, IOException {
    // The JDK writes interlaced GIFs. The larger ones fill the code table.
    int[][] sizes = {{1, 1}, {7, 13}, {37, 5}, {3, 2}, {300, 200}};
    for (int[] size : sizes) {
      byte[] file = PictureFiles.write("gif", BmpFile.indexed(size[0], size[1]), null);
      Tensor tensor = PictureFiles.decode(file, Channels.AS_IS);
      assertArrayEquals(new int[] {size[1], size[0], 3}, tensor.shape());
      assertArrayEquals(
          BmpFile.colors(BmpFile.indices(size[0], size[1])), PictureFiles.values(tensor));
    }
  }

  @Test
  void noiseThatFillsTheCodeTableIsRead() throws BadImageException, IOException {
    var image = BmpFile.indexed(211, 97);
    int[] indices = PictureFiles.random(211 * 97, 200, 9);
    image.getRaster().setPixels(0, 0, 211, 97, indices);
    byte[] file = PictureFiles.write("gif", image, null);
    assertArrayEquals(
        BmpFile.colors(indices), PictureFiles.values(PictureFiles.decode(file, Channels.AS_IS)));
  }

  @Test
  void smallFrameIsLaidOnItsScreen() throws BadImageException {
    // A screen of 3 x 2 with background 1; a frame of 1 x 1 at (1, 1).
    Tensor tensor = PictureFiles.decode(gif(3, 2, 1, -1, 1, 1, 1, 1, 3), Channels.AS_IS);
    assertArrayEquals(new int[] {2, 3, 4}, tensor.shape());
    int[] b = {10, 20, 30, 0};
    int[] f = {70, 80, 90, 255};
    int[] values = PictureFiles.values(tensor);
    for (int i = 0; i < values.length; i++) {
      assertEquals((i / 4 == 4 ? f : b)[i % 4], values[i], "sample " + i);
    }
  }

  @Test
  void transparentColorKeepsItsColor() throws BadImageException {
    byte[] file = gif(2, 1, 0, 2, 0, 0, 2, 1, 2, 3);
    assertArrayEquals(
        new int[] {40, 50, 60, 0, 70, 80, 90, 255},
        PictureFiles.values(PictureFiles.decode(file, Channels.RGBA)));
    assertArrayEquals(
        new int[] {40, 50, 60, 70, 80, 90},
        PictureFiles.values(PictureFiles.decode(file, Channels.RGB)));
  }

  @Test
  void frameOverTheScreenWidensIt() throws BadImageException {
    Tensor tensor = PictureFiles.decode(gif(1, 1, 0, -1, 0, 0, 2, 1, 0, 1), Channels.AS_IS);
    assertArrayEquals(new int[] {1, 2, 3}, tensor.shape());
  }

  @Test
  void frameOfTooFewPixelsIsRefused() {
    BadImageException e =
        assertThrows(
            BadImageException.class,
            () -> PictureFiles.decode(gif(3, 1, 0, -1, 0, 0, 3, 1, 0, 1), Channels.RGB));
    assertEquals(
        "Invalid image: GIF frame of 2 pixels (its data ends too early: 3 needed)", e.getMessage());
  }

  @Test
  void rowsOfFewAreInOrderInterlacedToo() throws BadImageException {
    for (int height = 1; height <= 20; height++) {
      int[] rows = new int[height];
      int next = 0;
      for (int[] pass : new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}}) {
        for (int y = pass[0]; y < height; y += pass[1]) {
          rows[next++] = y % 4;
        }
      }
      int[] expected = new int[height];
      for (int y = 0; y < height; y++) {
        expected[y] = (COLORS[3 * (y % 4)] & 0xFF);
      }
      Tensor tensor = PictureFiles.decode(codes(1, height, 0x40, 255, rows), Channels.RGB);
      int[] values = PictureFiles.values(tensor);
      for (int y = 0; y < height; y++) {
        assertEquals(expected[y], values[3 * y], "row " + y + " of " + height);
      }
    }
  }

  @Test
  void tableMayStayFull() throws BadImageException {
    int[] indices = PictureFiles.random(100 * 100, 4, 3);
    for (int block : new int[] {1, 3, 255}) {
      Tensor tensor = PictureFiles.decode(codes(100, 100, 0, block, indices), Channels.RGB);
      int[] values = PictureFiles.values(tensor);
      for (int i = 0; i < indices.length; i++) {
        assertEquals(COLORS[3 * indices[i]], values[3 * i], "pixel " + i);
      }
    }
  }

  @Test
  void wrongCodesAreRefused() {
    // A clear code is 4, the first entry of the table 6.
    assertEquals("GIF code 6 (at most 6 here)", refusal(4, 6));
    assertEquals("GIF code 7 (at most 6 here)", refusal(4, 1, 7));
    assertEquals("GIF frame of 1 pixels (its data ends too early: 2 needed)", refusal(4, 1, 5));
    assertEquals("GIF frame of 1 pixels (its data ends too early: 2 needed)", refusal(4, 1));
  }

  @Test
  void codesAfterTheLastPixelAreNotLookedAt() throws BadImageException {
    for (int[] codes :
        new int[][] {{4, 1, 2}, {4, 1, 2, 7, 7, 7, 7}, {4, 1, 6, 5}, {1, 2, 5}, {4, 4, 1, 2}}) {
      Tensor tensor = PictureFiles.decode(twoPixels(codes), Channels.RGB);
      assertEquals(10, PictureFiles.values(tensor)[0]);
    }
  }

  @Test
  void indexPastTheTableIsRefused() {
    byte[] file = codes(1, 1, 0, 255, 2);
    file[10] = (byte) 0x80; // two colors; the other two are gone
    byte[] two =
        PictureFiles.concat(Arrays.copyOf(file, 19), Arrays.copyOfRange(file, 25, file.length));
    BadImageException e =
        assertThrows(BadImageException.class, () -> PictureFiles.decode(two, Channels.RGB));
    assertEquals("Invalid image: GIF palette index 2 (the palette has 2 colors)", e.getMessage());
  }

  private static String refusal(int... codes) {
    return assertThrows(
            BadImageException.class, () -> PictureFiles.decode(twoPixels(codes), Channels.RGB))
        .getMessage()
        .replace("Invalid image: ", "");
  }

  /** Two pixels, of codes of 3 bits. */
  private static byte[] twoPixels(int... codes) {
    BitSet bits = new BitSet();
    for (int i = 0; i < 3 * codes.length; i++) {
      bits.set(i, (codes[i / 3] >> i % 3 & 1) == 1);
    }
    return frame(2, 1, 0, 255, Arrays.copyOf(bits.toByteArray(), (3 * codes.length + 7) / 8));
  }

  /** A code for each index of four, and never a clear code but the first. */
  private static byte[] codes(int width, int height, int flags, int block, int... indices) {
    BitSet bits = new BitSet();
    bits.set(2);
    int at = 3;
    int size = 3;
    for (int i = 0; i < indices.length; i++) {
      for (int bit = 0; bit < 2; bit++) {
        bits.set(at + bit, (indices[i] >> bit & 1) == 1);
      }
      at += size;
      // The table has 6 + i entries after this code, and 4096 at most.
      size = 6 + i == 1 << size && size < 12 ? size + 1 : size;
    }
    return frame(width, height, flags, block, Arrays.copyOf(bits.toByteArray(), at / 8 + 1));
  }

  private static byte[] frame(int width, int height, int flags, int block, byte[] codes) {
    byte[] start =
        PictureFiles.concat(
            PictureFiles.bytes('G', 'I', 'F', '8', '9', 'a'),
            PictureFiles.bytes(width, 0, height, 0, 0x81, 0, 0),
            COLORS,
            PictureFiles.bytes(0x2C, 0, 0, 0, 0, width, 0, height, 0, flags, 2));
    for (int from = 0; from < codes.length; from += block) {
      int length = Math.min(block, codes.length - from);
      start =
          PictureFiles.concat(
              start, PictureFiles.bytes(length), Arrays.copyOfRange(codes, from, from + length));
    }
    return PictureFiles.concat(start, PictureFiles.bytes(0, 0x3B));
  }

  /** A GIF of four colors and at most two pixels, with codes of 3 bits. */
  private static byte[] gif(
      int screenWidth,
      int screenHeight,
      int background,
      int transparent,
      int left,
      int top,
      int width,
      int height,
      int... indices) {
    // Clear, indices, end; 3 bits each from the lowest.
    int codes = 4;
    int shift = 3;
    for (int index : indices) {
      codes |= index << shift;
      shift += 3;
    }
    codes |= 5 << shift;
    byte[] control =
        transparent < 0 ? new byte[0] : PictureFiles.bytes(0x21, 0xF9, 4, 1, 0, 0, transparent, 0);
    return PictureFiles.concat(
        PictureFiles.bytes('G', 'I', 'F', '8', '9', 'a'),
        PictureFiles.bytes(screenWidth, 0, screenHeight, 0, 0x81, background, 0),
        COLORS,
        control,
        PictureFiles.bytes(0x2C, left, 0, top, 0, width, 0, height, 0, 0),
        PictureFiles.bytes(2, 2, codes & 255, codes >> 8, 0, 0x3B));
  }
}
