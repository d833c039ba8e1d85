package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiffDecoderTest {

  @ParameterizedTest
  @ValueSource(strings = {"none", "LZW", "PackBits", "Deflate", "ZLib"})
  void samplesAreThoseStored(String compression) throws BadImageException, IOException {
    String how = compression.equals("none") ? null : compression;
    int[] samples = PictureFiles.smooth(37, 29, 4);
    int[][] types = {
      {BufferedImage.TYPE_BYTE_GRAY, 1},
      {BufferedImage.TYPE_3BYTE_BGR, 3},
      {BufferedImage.TYPE_4BYTE_ABGR, 4}
    };
    for (int[] type : types) {
      int[] expected = Arrays.copyOf(samples, 37 * 29 * type[1]);
      BufferedImage image = PictureFiles.image(type[0], 37, 29, expected);
      Tensor tensor = PictureFiles.decode(PictureFiles.write("tiff", image, how), Channels.AS_IS);
      assertArrayEquals(new int[] {29, 37, type[1]}, tensor.shape());
      assertArrayEquals(expected, PictureFiles.values(tensor));
    }
  }

  @Test
  void sixteenBitsStay() throws BadImageException, IOException {
    int[] samples = PictureFiles.random(37 * 29, 65536, 4);
    BufferedImage image = PictureFiles.image(BufferedImage.TYPE_USHORT_GRAY, 37, 29, samples);
    byte[] file = PictureFiles.write("tiff", image, "LZW");
    Tensor tensor = PictureFiles.decode(file, Channels.AS_IS);
    assertEquals(DType.UINT16, tensor.dtype());
    assertArrayEquals(samples, PictureFiles.values(tensor));
  }

  @Test
  void paletteIsLookedUp() throws BadImageException, IOException {
    byte[] file = PictureFiles.write("tiff", BmpFile.indexed(37, 29), "Deflate");
    assertArrayEquals(
        BmpFile.colors(BmpFile.indices(37, 29)),
        PictureFiles.values(PictureFiles.decode(file, Channels.AS_IS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "CCITT T.6", "CCITT T.4"})
  void bilevelIsGray(String compression) throws BadImageException, IOException {
    int[] bits = PictureFiles.random(37 * 29, 2, 8);
    BufferedImage image = PictureFiles.image(BufferedImage.TYPE_BYTE_BINARY, 37, 29, bits);
    String how = compression.equals("none") ? null : compression;
    Tensor tensor = PictureFiles.decode(PictureFiles.write("tiff", image, how), Channels.AS_IS);
    assertArrayEquals(new int[] {29, 37, 1}, tensor.shape());
    int[] values = PictureFiles.values(tensor);
    for (int i = 0; i < bits.length; i++) {
      assertEquals(255 * bits[i], values[i], "pixel " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1 2 3 4", "3,4 3 2 1", "6,3 1 4 2", "8,2 4 1 3"})
  void orientationIsApplied(int orientation, String expected) throws BadImageException {
    int[] values =
        PictureFiles.values(
            PictureFiles.decode(gray(2, 2, 8, 1, 1, orientation, 1, 2, 3, 4), Channels.AS_IS));
    for (int i = 0; i < 4; i++) {
      assertEquals(expected.split(" ")[i], Integer.toString(values[i]));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void fewBitsAreScaledExactly(int bits) throws BadImageException {
    int most = (1 << bits) - 1;
    for (int photometric : new int[] {0, 1}) {
      byte[] file = gray(8 / bits, 1, bits, photometric, 1, 1, 0b10110100);
      Tensor tensor = PictureFiles.decode(file, Channels.AS_IS);
      assertArrayEquals(new int[] {1, 8 / bits, 1}, tensor.shape());
      int[] values = PictureFiles.values(tensor);
      for (int i = 0; i < values.length; i++) {
        int stored = 0b10110100 >> (8 - bits * (i + 1)) & most;
        int light = photometric == 0 ? most - stored : stored;
        assertEquals(255 * light / most, values[i], bits + " bits, kind " + photometric);
      }
    }
  }

  @Test
  void whiteIsZeroIsTurned() throws BadImageException {
    int[] values =
        PictureFiles.values(
            PictureFiles.decode(gray(3, 1, 8, 0, 1, 1, 0, 100, 255), Channels.AS_IS));
    assertArrayEquals(new int[] {255, 155, 0}, values);
  }

  @Test
  void otherKindsAreRefused() {
    assertTrue(message(gray(1, 1, 8, 1, 6, 1, 0)).endsWith("Deflate, PackBits and zstd are read)"));
    assertTrue(message(gray(1, 1, 33, 1, 1, 1, 0, 0, 0, 0, 0)).endsWith("16, 32 and 64 are read)"));
  }

  private static String message(byte[] file) {
    return assertThrows(BadImageException.class, () -> PictureFiles.decode(file, Channels.RGB))
        .getMessage();
  }

  /** A gray TIFF of one strip. */
  private static byte[] gray(
      int width,
      int height,
      int bits,
      int photometric,
      int compression,
      int orientation,
      int... data) {
    int[][] tags = {
      {256, width},
      {257, height},
      {258, bits},
      {259, compression},
      {262, photometric},
      {273, 8 + 2 + 10 * 12 + 4},
      {274, orientation},
      {277, 1},
      {278, height},
      {279, data.length}
    };
    byte[] entries = new byte[0];
    for (int[] tag : tags) {
      entries =
          PictureFiles.concat(
              entries,
              PictureFiles.bytes(tag[0] & 255, tag[0] >> 8, 3, 0, 1, 0, 0, 0),
              PictureFiles.bytes(tag[1] & 255, tag[1] >> 8, 0, 0));
    }
    return PictureFiles.concat(
        PictureFiles.bytes('I', 'I', 42, 0, 8, 0, 0, 0, tags.length, 0),
        entries,
        new byte[4],
        PictureFiles.bytes(data));
  }
}
