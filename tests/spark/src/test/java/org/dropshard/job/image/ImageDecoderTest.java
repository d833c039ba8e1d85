package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {

  @Test
  void channelsHaveLabels() {
    for (Channels channels : List.of(Channels.RGB, Channels.GRAY, Channels.RGBA, Channels.AS_IS)) {
      assertEquals(channels, Channels.ofLabel(channels.label()));
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Channels.ofLabel("bgr"));
    assertEquals(
        "Invalid channels: bgr (rgb, gray, rgba, as-is, or bands by number: 3,2,1)",
        e.getMessage());
  }

  @Test
  void formatIsInTheFirstBytes() throws Exception {
    for (Map.Entry<String, byte[]> sample : SampleFiles.all().entrySet()) {
      String format = sample.getKey().replaceAll("-.*", "");
      assertEquals(Optional.of(format), ImageDecoder.format(sample.getValue()), sample.getKey());
    }
    assertEquals(Optional.empty(), ImageDecoder.format(new byte[0]));
    for (String text :
        new String[] {"BM, not a bitmap, but a text", "RIFF....WAVEfmt ", "GIF90a"}) {
      assertEquals(
          Optional.empty(), ImageDecoder.format(text.getBytes(StandardCharsets.US_ASCII)), text);
    }
  }

  @Test
  void pictureExtensionsAreKnownInAnyCase() {
    for (String path : new String[] {"a/b.jpg", "x.JPEG", "x.jpe", "é.Png", "x.gif", "x.bmp"}) {
      assertTrue(ImageDecoder.hasPictureExtension(path), path);
    }
    for (String path : new String[] {"x.tif", "x.TIFF", "s3://b/x.webp"}) {
      assertTrue(ImageDecoder.hasPictureExtension(path), path);
    }
    for (String path : new String[] {"", "jpg", "x.npy", "x.jpg.crc", "x.jpg/"}) {
      assertFalse(ImageDecoder.hasPictureExtension(path), path);
    }
  }

  @Test
  void emptyAndOtherFilesAreRefused() {
    assertEquals("Invalid image: 0 bytes (a picture is not empty)", message(new byte[0]));
    assertEquals(
        "Invalid image: starts with bytes 68 65 6c 6c 6f"
            + " (jpeg, png, gif, bmp, tiff and webp are read)",
        message("hello".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void pictureLargerThanTheLimitIsRefused() throws Exception {
    for (Map.Entry<String, byte[]> sample : SampleFiles.all().entrySet()) {
      Tensor whole = PictureFiles.decode(sample.getValue(), Channels.GRAY);
      assertArrayEquals(
          whole.data(),
          ImageDecoder.decode(sample.getValue(), Channels.GRAY, whole.length()).data());
      BadImageException e =
          assertThrows(
              BadImageException.class,
              () -> ImageDecoder.decode(sample.getValue(), Channels.GRAY, whole.length() - 1),
              sample.getKey());
      assertTrue(
          e.getMessage().endsWith("(at most " + (whole.length() - 1) + " pixels)"), e.getMessage());
    }
  }

  @Test
  void limitIsAtLeastOne() {
    assertThrows(
        IllegalArgumentException.class, () -> ImageDecoder.decode(new byte[0], Channels.RGB, 0));
  }

  @Test
  void grayIsRoundedLuma() throws BadImageException {
    PngFile file = new PngFile(64, 64, 8, 2);
    int[] rgb = PictureFiles.random(file.sampleCount(), 256, 11);
    int[] gray = PictureFiles.values(PictureFiles.decode(file.write(rgb), Channels.GRAY));
    for (int i = 0; i < gray.length; i++) {
      double luma = 0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2];
      // Half a unit, and what the weights' 16 bits lose.
      assertEquals(luma, gray[i], 0.51);
    }
  }

  @Test
  void grayOfEqualChannelsIsThatValue() throws BadImageException {
    int[] rgb = new int[768];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = i / 3;
    }
    int[] gray =
        PictureFiles.values(
            PictureFiles.decode(new PngFile(256, 1, 8, 2).write(rgb), Channels.GRAY));
    for (int i = 0; i < 256; i++) {
      assertEquals(i, gray[i]);
    }
  }

  @Test
  void sixteenBitsBecomeTheNearestEight() throws BadImageException {
    int[] values = new int[65536];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    byte[] file = new PngFile(256, 256, 16, 0).write(values);
    Tensor narrow = PictureFiles.decode(file, Channels.GRAY);
    assertEquals(DType.UINT8, narrow.dtype());
    int[] eight = PictureFiles.values(narrow);
    for (int i = 0; i < values.length; i++) {
      assertEquals(Math.round(i / 257.0), eight[i]);
    }
  }

  @Test
  void channelsAreAddedAndDroppedWithoutBlending() throws BadImageException {
    byte[] grayAlpha = new PngFile(2, 1, 8, 4).write(new int[] {10, 0, 20, 200});
    assertArrayEquals(new int[] {10, 10, 10, 20, 20, 20}, values(grayAlpha, Channels.RGB));
    assertArrayEquals(new int[] {10, 20}, values(grayAlpha, Channels.GRAY));
    assertArrayEquals(new int[] {10, 10, 10, 0, 20, 20, 20, 200}, values(grayAlpha, Channels.RGBA));
    byte[] rgba = new PngFile(1, 1, 8, 6).write(new int[] {1, 2, 3, 4});
    assertArrayEquals(new int[] {1, 2, 3}, values(rgba, Channels.RGB));
    assertArrayEquals(new int[] {1, 2, 3, 4}, values(rgba, Channels.RGBA));
    byte[] gray = new PngFile(1, 1, 8, 0).write(new int[] {7});
    assertArrayEquals(new int[] {7, 7, 7, 255}, values(gray, Channels.RGBA));
  }

  @Test
  void contextClassLoaderChangesNothing() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    for (Map.Entry<String, byte[]> sample : SampleFiles.all().entrySet()) {
      byte[] expected = PictureFiles.decode(sample.getValue(), Channels.AS_IS).data();
      try {
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        assertArrayEquals(expected, PictureFiles.decode(sample.getValue(), Channels.AS_IS).data());
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }
    }
  }

  private static int[] values(byte[] file, Channels channels) throws BadImageException {
    return PictureFiles.values(PictureFiles.decode(file, channels));
  }

  private static String message(byte[] file) {
    return assertThrows(BadImageException.class, () -> PictureFiles.decode(file, Channels.RGB))
        .getMessage();
  }
}
