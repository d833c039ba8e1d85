package org.dropshard.job.image.jpeg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.dropshard.job.image.Channels;
import org.dropshard.job.image.JpegFixture;
import org.dropshard.job.image.PictureFiles;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegDecoderTest {

  @ParameterizedTest
  @EnumSource
  void samplesAreThoseOfLibjpegTurbo(JpegFixture fixture) throws BadImageException {
    Tensor tensor = PictureFiles.decode(fixture.file(), Channels.AS_IS);
    assertArrayEquals(new int[] {29, 37, 3}, tensor.shape());
    CRC32 crc = new CRC32();
    crc.update(tensor.data());
    assertEquals(fixture.checksum(), crc.getValue());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void grayIsThatOfTheJdk(boolean progressive) throws BadImageException, IOException {
    int[][] sizes = {{1, 1}, {8, 8}, {7, 13}, {17, 9}, {207, 31}};
    for (int[] size : sizes) {
      int[] samples = PictureFiles.smooth(size[0], size[1], 1);
      BufferedImage image =
          PictureFiles.image(BufferedImage.TYPE_BYTE_GRAY, size[0], size[1], samples);
      byte[] file = PictureFiles.jpeg(image, progressive);
      BufferedImage jdk = ImageIO.read(new ByteArrayInputStream(file));
      int[] expected = jdk.getRaster().getPixels(0, 0, size[0], size[1], (int[]) null);
      Tensor tensor = PictureFiles.decode(file, Channels.AS_IS);
      assertArrayEquals(new int[] {size[1], size[0], 1}, tensor.shape());
      assertArrayEquals(expected, PictureFiles.values(tensor));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void colorIsThatOfTheJdk(boolean progressive) throws BadImageException, IOException {
    int[][] sizes = {{1, 1}, {2, 5}, {3, 3}, {5, 2}, {16, 16}, {17, 33}, {207, 31}};
    for (int[] size : sizes) {
      int[] samples = PictureFiles.smooth(size[0], size[1], 3);
      BufferedImage image =
          PictureFiles.image(BufferedImage.TYPE_INT_RGB, size[0], size[1], samples);
      byte[] file = PictureFiles.jpeg(image, progressive);
      int[] expected =
          ImageIO.read(new ByteArrayInputStream(file))
              .getRaster()
              .getPixels(0, 0, size[0], size[1], (int[]) null);
      assertArrayEquals(expected, PictureFiles.values(PictureFiles.decode(file, Channels.RGB)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,ab cd ef",
    "2,ba dc fe",
    "3,fe dc ba",
    "4,ef cd ab",
    "5,ace bdf",
    "6,eca fdb",
    "7,fdb eca",
    "8,bdf ace",
    "0,ab cd ef",
    "9,ab cd ef"
  })
  void orientationIsApplied(int orientation, String expected)
      throws BadImageException, IOException {
    // Six flat blocks of 8 x 8, gray 20, 60 ... 220, for the letters a to f.
    int[] samples = new int[16 * 24];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 20 + 40 * (i % 16 / 8 + i / 128 * 2);
    }
    byte[] plain = PictureFiles.jpeg(PictureFiles.raster(16, 24, 1, samples));
    for (boolean bigEndian : new boolean[] {false, true}) {
      byte[] exif =
          PictureFiles.concat(
              PictureFiles.bytes('E', 'x', 'i', 'f', 0, 0),
              PictureFiles.orientation(orientation, bigEndian));
      Tensor tensor =
          PictureFiles.decode(PictureFiles.withSegment(plain, 0xE1, exif), Channels.GRAY);
      String[] rows = expected.split(" ");
      assertArrayEquals(new int[] {8 * rows.length, 8 * rows[0].length(), 1}, tensor.shape());
      int[] values = PictureFiles.values(tensor);
      for (int i = 0; i < values.length; i++) {
        int x = i % (8 * rows[0].length());
        int y = i / (8 * rows[0].length());
        assertEquals(20 + 40 * (rows[y / 8].charAt(x / 8) - 'a'), values[i], 3);
      }
    }
  }

  @Test
  void damagedExifIsLookedOver() throws BadImageException, IOException {
    byte[] plain = PictureFiles.jpeg(PictureFiles.raster(8, 8, 1, new int[64]));
    byte[] exif = PictureFiles.bytes('E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 255, 255, 255, 127);
    assertArrayEquals(
        PictureFiles.decode(plain, Channels.GRAY).data(),
        PictureFiles.decode(PictureFiles.withSegment(plain, 0xE1, exif), Channels.GRAY).data());
  }

  @Test
  void adobeTransformZeroIsRgb() throws BadImageException, IOException {
    int[] flat = new int[16 * 16 * 3];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = new int[] {200, 100, 40}[i % 3];
    }
    byte[] stored =
        PictureFiles.withoutSegments(PictureFiles.jpeg(PictureFiles.raster(16, 16, 3, flat)), 0xE0);
    byte[] file = PictureFiles.withSegment(stored, 0xEE, PictureFiles.adobe(0));
    int[] values = PictureFiles.values(PictureFiles.decode(file, Channels.RGB));
    for (int i = 0; i < flat.length; i++) {
      assertEquals(flat[i], values[i], 3);
    }
  }

  @Test
  void cmykIsInvertedWithAndWithoutAdobeSegment() throws BadImageException, IOException {
    int[] flat = new int[16 * 16 * 4];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = new int[] {30, 130, 230, 60}[i % 4];
    }
    byte[] plain = PictureFiles.jpeg(PictureFiles.raster(16, 16, 4, flat));
    byte[] adobe = PictureFiles.withSegment(plain, 0xEE, PictureFiles.adobe(0));
    int[] ink = PictureFiles.values(PictureFiles.decode(plain, Channels.AS_IS));
    int[] light = PictureFiles.values(PictureFiles.decode(adobe, Channels.AS_IS));
    assertEquals(16 * 16 * 3, ink.length);
    for (int i = 0; i < ink.length; i++) {
      int value = flat[i % 3];
      assertEquals(value * 60 / 255.0, ink[i], 4);
      assertEquals(ink[i], light[i]);
    }
  }

  @Test
  void framesWithoutTablesHaveTheStandardOnes() throws BadImageException, IOException {
    int[] samples = PictureFiles.smooth(37, 29, 3);
    byte[] file =
        PictureFiles.jpeg(PictureFiles.image(BufferedImage.TYPE_INT_RGB, 37, 29, samples), false);
    byte[] bare = PictureFiles.withoutSegments(file, 0xC4);
    assertTrue(bare.length < file.length);
    assertArrayEquals(
        PictureFiles.decode(file, Channels.RGB).data(),
        PictureFiles.decode(bare, Channels.RGB).data());
  }

  @Test
  void bytesAfterTheEndAreAllowed() throws BadImageException {
    byte[] file = JpegFixture.HALF_WIDTH.file();
    byte[] longer = Arrays.copyOf(file, file.length + 999);
    assertArrayEquals(
        PictureFiles.decode(file, Channels.RGB).data(),
        PictureFiles.decode(longer, Channels.RGB).data());
  }

  @ParameterizedTest
  @EnumSource
  void scanThatStopsBeforeAnEndMarkerIsRefused(JpegFixture fixture) {
    byte[] file = fixture.file();
    for (int tenth = 5; tenth <= 9; tenth++) {
      byte[] cut = Arrays.copyOf(file, file.length * tenth / 10 + 2);
      cut[cut.length - 2] = (byte) 0xFF;
      cut[cut.length - 1] = (byte) 0xD9;
      assertThrows(BadImageException.class, () -> PictureFiles.decode(cut, Channels.RGB));
    }
  }

  @Test
  void otherProcessesAreRefused() {
    byte[] file = JpegFixture.HALF_WIDTH.file();
    for (int i = 2; i < file.length; i++) {
      if (file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xC0) {
        file[i + 1] = (byte) 0xC9;
        break;
      }
    }
    BadImageException e =
        assertThrows(BadImageException.class, () -> PictureFiles.decode(file, Channels.RGB));
    assertTrue(
        e.getMessage().startsWith("Invalid image: JPEG process SOF9 of 8 bits"), e.getMessage());
  }

  @Test
  void scansAreLimitedInNumber() throws BadImageException, IOException {
    byte[] plain = PictureFiles.progressive();
    int scans = 0;
    for (int i = 0; i < plain.length - 1; i++) {
      scans += plain[i] == (byte) 0xFF && plain[i + 1] == (byte) 0xDA ? 1 : 0;
    }
    // The last coefficient of the four blocks of luma, all zero.
    byte[] scan = PictureFiles.bytes(0xFF, 0xDA, 0, 8, 1, 1, 0, 63, 63, 0, 0x0F);
    assertArrayEquals(
        PictureFiles.decode(plain, Channels.RGB).data(),
        PictureFiles.decode(PictureFiles.withScans(plain, scan, 500 - scans), Channels.RGB).data());
    assertTrue(
        refusal(PictureFiles.withScans(plain, scan, 501 - scans)).contains("JPEG of 501 scans"));
  }

  @Test
  void scansAreLimitedInTheirWork() throws IOException {
    byte[] plain = PictureFiles.progressive();
    // All the coefficients of luma.
    byte[] scan = PictureFiles.bytes(0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0, 0x0F);
    String message = refusal(PictureFiles.withScans(plain, scan, 100));
    // Six blocks of 64, fourteen times.
    assertTrue(message.endsWith("(at most 500 of 5376 in all)"), message);
  }

  @Test
  void moreBlocksThanTheFileHasBitsAreRefused() throws IOException {
    byte[] file = PictureFiles.progressive();
    for (int i = 0; i < file.length - 9; i++) {
      if (file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xC2) {
        file[i + 5] = 4; // 1024 x 1024
        file[i + 6] = 0;
        file[i + 7] = 4;
        file[i + 8] = 0;
      }
    }
    String message = refusal(Arrays.copyOf(file, 1000));
    assertTrue(message.endsWith("(its data ends too early: 1000 bytes)"), message);
  }

  private static String refusal(byte[] file) {
    return assertThrows(BadImageException.class, () -> PictureFiles.decode(file, Channels.RGB))
        .getMessage();
  }
}
