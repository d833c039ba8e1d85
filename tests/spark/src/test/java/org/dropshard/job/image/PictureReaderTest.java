package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.dropshard.job.image.picture.BadImageException;
import org.junit.jupiter.api.Test;

class PictureReaderTest {

  /** A thumbnail and two pages of 2 x 1 and two bands that are no colors. */
  private static final byte[] FILE =
      new TiffFile()
          .page(new int[][] {{254, 1}, {256, 1}, {257, 1}, {258, 8}, {262, 1}}, 9)
          .page(bands(), 1, 2, 3, 4)
          .page(bands(), 5, 6, 7, 8)
          .text(42113, "-9999")
          .write();

  private static int[][] bands() {
    return new int[][] {{256, 2}, {257, 1}, {258, 8}, {262, 1}, {277, 2}, {338, 0}};
  }

  @Test
  void firstReadsPastThumbnails() throws BadImageException {
    PictureReader reader = open(FILE, Channels.AS_IS, Pages.FIRST);
    assertEquals(2, reader.pages());
    assertEquals(1, reader.size());
    assertEquals(Optional.of("-9999"), reader.nodata());
    assertArrayEquals(new int[] {1, 2, 3, 4}, PictureFiles.values(reader.read(0)));
  }

  @Test
  void bandsAreCalledWhatGdalCallsThem() throws BadImageException {
    byte[] file =
        new TiffFile()
            .page(bands(), 1, 2, 3, 4)
            .text(
                42112,
                "<GDALMetadata><Item name=\"STATISTICS_MEAN\" sample=\"0\">3</Item>"
                    + "<Item name=\"DESCRIPTION\" sample=\"1\" role=\"description\">"
                    + "near &amp; far</Item></GDALMetadata>")
            .write();
    assertEquals(
        List.of("0", "near & far"), open(file, Channels.AS_IS, Pages.FIRST).channelNames());
    assertEquals(
        List.of("near & far", "0"),
        open(file, Channels.ofLabel("2,1"), Pages.FIRST).channelNames());
    assertEquals(List.of(), open(file, Channels.RGB, Pages.FIRST).channelNames());
    assertEquals(List.of(), open(FILE, Channels.AS_IS, Pages.FIRST).channelNames());
  }

  @Test
  void stackHasTheBandsOfOnePageBehindThoseOfAnother() throws BadImageException {
    PictureReader reader = open(FILE, Channels.AS_IS, Pages.STACK);
    assertArrayEquals(new int[] {1, 2, 4}, reader.read(0).shape());
    assertArrayEquals(new int[] {1, 2, 5, 6, 3, 4, 7, 8}, PictureFiles.values(reader.read(0)));
    reader = open(FILE, Channels.ofLabel("4,1"), Pages.STACK);
    assertArrayEquals(new int[] {6, 1, 8, 3}, PictureFiles.values(reader.read(0)));
  }

  @Test
  void eachPageIsATensor() throws BadImageException {
    PictureReader reader = open(FILE, Channels.ofLabel("2"), Pages.EACH);
    assertEquals(2, reader.size());
    assertArrayEquals(new int[] {2, 4}, PictureFiles.values(reader.read(0)));
    assertArrayEquals(new int[] {6, 8}, PictureFiles.values(reader.read(1)));
  }

  @Test
  void bandsThatAreNoColorsAreNotGuessed() {
    assertEquals(
        "Invalid image: 2 bands that are no colors (--channels as-is keeps them, --channels 3,2,1"
            + " picks some)",
        refusal(FILE, Channels.RGB, Pages.FIRST));
    assertEquals(
        "Invalid image: band 3 (the file has 2 bands, numbered from 1)",
        refusal(FILE, Channels.ofLabel("1,3"), Pages.FIRST));
  }

  @Test
  void stackOfTwoSizesAndCirclesAreRefused() {
    int[][] tall = {{256, 1}, {257, 2}, {258, 8}, {262, 1}, {277, 2}, {338, 0}};
    byte[] sizes = new TiffFile().page(bands(), 1, 2, 3, 4).page(tall, 5, 6, 7, 8).write();
    assertEquals(
        "Invalid image: TIFF pages of 2 x 1 uint8 and 1 x 2 uint8"
            + " (a stack is of one size and type)",
        refusal(sizes, Channels.AS_IS, Pages.STACK));
    byte[] circle = new TiffFile().page(bands(), 1, 2, 3, 4).circle().write();
    assertEquals(
        "Invalid image: TIFF of 2 directories (at most 65536, and not in a circle)",
        refusal(circle, Channels.AS_IS, Pages.FIRST));
  }

  @Test
  void deepSamplesAreScaledByTheirDepth() throws BadImageException {
    int[][] twelve = {{256, 2}, {257, 1}, {258, 12}, {262, 1}};
    byte[] file = new TiffFile().page(twelve, 0xFF, 0xF8, 0x00).write();
    assertArrayEquals(
        new int[] {4095, 2048}, PictureFiles.values(PictureFiles.decode(file, Channels.AS_IS)));
    assertArrayEquals(
        new int[] {255, 128}, PictureFiles.values(PictureFiles.decode(file, Channels.GRAY)));
    int[][] floating = {{256, 1}, {257, 1}, {258, 32}, {262, 1}, {339, 3}};
    assertEquals(
        "Invalid image: samples of 32 bits, signed or floating (--channels as-is keeps them)",
        refusal(new TiffFile().page(floating, 0, 0, 0, 0).write(), Channels.RGB, Pages.FIRST));
  }

  private static PictureReader open(byte[] file, Channels channels, Pages pages)
      throws BadImageException {
    return PictureReader.open(
        file, new PictureReader.Options(channels, pages, PictureFiles.MAX_PIXELS));
  }

  private static String refusal(byte[] file, Channels channels, Pages pages) {
    return assertThrows(BadImageException.class, () -> open(file, channels, pages).read(0))
        .getMessage();
  }
}
