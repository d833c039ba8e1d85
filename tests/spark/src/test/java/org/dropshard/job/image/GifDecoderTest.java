package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
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
