package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngDecoderTest {

  @ParameterizedTest
  @CsvSource({"0,1", "0,2", "0,4", "0,8", "0,16", "2,8", "2,16", "4,8", "4,16", "6,8", "6,16"})
  void samplesAreThoseStored(int colorType, int bits) throws BadImageException {
    int[][] sizes = {{1, 1}, {7, 13}, {13, 7}, {64, 3}, {1, 9}, {9, 1}};
    for (int[] size : sizes) {
      PngFile file = new PngFile(size[0], size[1], bits, colorType);
      int[] values = PictureFiles.random(file.sampleCount(), 1 << bits, 7);
      int[] expected = values.clone();
      for (int i = 0; bits < 8 && i < expected.length; i++) {
        expected[i] = values[i] * 255 / ((1 << bits) - 1);
      }
      Tensor plain = PictureFiles.decode(file.write(values), Channels.AS_IS);
      assertEquals(bits == 16 ? DType.UINT16 : DType.UINT8, plain.dtype());
      int channels = values.length / (size[0] * size[1]);
      assertArrayEquals(new int[] {size[1], size[0], channels}, plain.shape());
      assertArrayEquals(expected, PictureFiles.values(plain));
      Tensor interlaced = PictureFiles.decode(file.interlaced().write(values), Channels.AS_IS);
      assertArrayEquals(expected, PictureFiles.values(interlaced));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "8"})
  void paletteIsLookedUp(int bits) throws BadImageException {
    int colors = 1 << bits;
    int[] palette = PictureFiles.random(3 * colors, 256, 1);
    PngFile file = new PngFile(11, 5, bits, 3).with("PLTE", PictureFiles.bytes(palette));
    int[] indices = PictureFiles.random(55, colors, 2);
    int[] expected = new int[165];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = palette[3 * indices[i / 3] + i % 3];
    }
    Tensor tensor = PictureFiles.decode(file.write(indices), Channels.AS_IS);
    assertArrayEquals(new int[] {5, 11, 3}, tensor.shape());
    assertArrayEquals(expected, PictureFiles.values(tensor));
  }

  @Test
  void transparencyOfAPaletteIsAlpha() throws BadImageException {
    byte[] file =
        new PngFile(3, 1, 8, 3)
            .with("PLTE", PictureFiles.bytes(1, 2, 3, 4, 5, 6, 7, 8, 9))
            .with("tRNS", PictureFiles.bytes(0, 100))
            .write(new int[] {0, 1, 2});
    assertArrayEquals(
        new int[] {1, 2, 3, 0, 4, 5, 6, 100, 7, 8, 9, 255},
        PictureFiles.values(PictureFiles.decode(file, Channels.AS_IS)));
    assertArrayEquals(
        new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9},
        PictureFiles.values(PictureFiles.decode(file, Channels.RGB)));
  }

  @Test
  void transparentColorIsAlpha() throws BadImageException {
    byte[] gray =
        new PngFile(3, 1, 2, 0).with("tRNS", PictureFiles.bytes(0, 2)).write(new int[] {1, 2, 3});
    assertArrayEquals(
        new int[] {85, 255, 170, 0, 255, 255},
        PictureFiles.values(PictureFiles.decode(gray, Channels.AS_IS)));
    byte[] wide =
        new PngFile(2, 1, 16, 2)
            .with("tRNS", PictureFiles.bytes(1, 2, 3, 4, 5, 6))
            .write(new int[] {0x102, 0x304, 0x506, 0x102, 0x304, 0x507});
    assertArrayEquals(
        new int[] {0x102, 0x304, 0x506, 0, 0x102, 0x304, 0x507, 65535},
        PictureFiles.values(PictureFiles.decode(wide, Channels.AS_IS)));
  }

  @Test
  void orientationOfAnExifChunkIsApplied() throws BadImageException {
    byte[] file =
        new PngFile(2, 1, 8, 0)
            .with("eXIf", PictureFiles.orientation(6, true))
            .write(new int[] {10, 20});
    Tensor tensor = PictureFiles.decode(file, Channels.GRAY);
    assertArrayEquals(new int[] {2, 1, 1}, tensor.shape());
    assertArrayEquals(new int[] {10, 20}, PictureFiles.values(tensor));
  }

  @Test
  void damageIsRefused() {
    PngFile file = new PngFile(9, 9, 8, 0);
    byte[] good = file.write(PictureFiles.random(81, 256, 3));
    for (int i = 8; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x20;
      // The last checksum belongs to IEND, whose content is none.
      if (i < good.length - 4) {
        assertThrows(BadImageException.class, () -> PictureFiles.decode(bad, Channels.RGB));
      }
    }
  }

  @Test
  void headerThatClaimsMoreThanItsDataCanHoldCostsNoMemory() {
    // 16 GB if it were believed.
    byte[] file = new PngFile(1, 1, 16, 6).write(new int[4]);
    file[18] = 0x40;
    file[22] = 0x7F;
    byte[] header = Arrays.copyOfRange(file, 16, 29);
    byte[] fixed =
        PictureFiles.concat(
            Arrays.copyOf(file, 8),
            PngFile.chunk("IHDR", header),
            Arrays.copyOfRange(file, 33, file.length));
    BadImageException e =
        assertThrows(
            BadImageException.class,
            () -> ImageDecoder.decode(fixed, Channels.RGB, Long.MAX_VALUE));
    assertTrue(e.getMessage().contains("its data ends too early"), e.getMessage());
  }

  @Test
  void indexPastThePaletteIsRefused() {
    byte[] file =
        new PngFile(1, 1, 8, 3).with("PLTE", PictureFiles.bytes(1, 2, 3)).write(new int[] {1});
    BadImageException e =
        assertThrows(BadImageException.class, () -> PictureFiles.decode(file, Channels.RGB));
    assertEquals("Invalid image: PNG palette index 1 (the palette has 1 colors)", e.getMessage());
  }

  @Test
  void alphaOfAPaletteStaysIfItIsOpaque() throws BadImageException {
    byte[] file =
        new PngFile(1, 1, 1, 3)
            .with("PLTE", PictureFiles.bytes(1, 2, 3, 4, 5, 6))
            .with("tRNS", PictureFiles.bytes(255, 255))
            .write(new int[] {1});
    assertArrayEquals(
        new int[] {4, 5, 6, 255}, PictureFiles.values(PictureFiles.decode(file, Channels.AS_IS)));
  }

  @Test
  void paletteMayBeLongerThanItsBitsReach() throws BadImageException {
    byte[] file =
        new PngFile(2, 1, 1, 3)
            .with("PLTE", PictureFiles.bytes(PictureFiles.random(3 * 300, 256, 1)))
            .write(new int[] {1, 0});
    int[] palette = PictureFiles.random(3 * 300, 256, 1);
    assertArrayEquals(
        new int[] {palette[3], palette[4], palette[5], palette[0], palette[1], palette[2]},
        PictureFiles.values(PictureFiles.decode(file, Channels.RGB)));
  }

  @ParameterizedTest
  @CsvSource({"0,8", "2,8", "2,16", "3,4", "6,8"})
  void missingRowsInWholeChunksAreRefused(int colorType, int bits) throws BadImageException {
    PngFile file = new PngFile(7, 9, bits, colorType);
    if (colorType == 3) {
      file.with("PLTE", new byte[48]);
    }
    int[] values = PictureFiles.random(file.sampleCount(), 1 << bits, 5);
    byte[] whole = PictureFiles.decode(file.write(values), Channels.AS_IS).data();
    for (int cut = 1; cut < 40; cut++) {
      int missing = cut;
      byte[] bad = file.write(values, data -> Arrays.copyOf(data, data.length - missing));
      if (cut > 6) { // the end of the compressed data is no part of a row
        assertThrows(BadImageException.class, () -> PictureFiles.decode(bad, Channels.RGB));
        continue;
      }
      try {
        assertArrayEquals(whole, PictureFiles.decode(bad, Channels.AS_IS).data());
      } catch (BadImageException e) {
        assertTrue(e.getMessage().startsWith("Invalid image: "), e.getMessage());
      }
    }
  }

  @Test
  void checksumOfTheCompressedDataIsChecked() {
    PngFile file = new PngFile(9, 9, 8, 2);
    int[] values = PictureFiles.random(243, 256, 3);
    byte[] bad =
        file.write(
            values,
            data -> {
              data[data.length - 1] ^= 1;
              return data;
            });
    assertThrows(BadImageException.class, () -> PictureFiles.decode(bad, Channels.RGB));
  }

  @Test
  void otherChunksChangeNothing() throws BadImageException {
    int[] values = PictureFiles.random(243, 256, 3);
    byte[] file =
        new PngFile(9, 9, 8, 2)
            .with("gAMA", new byte[] {0, 0, 1, 1})
            .with("iCCP", new byte[9])
            .with("tEXt", new byte[1])
            .with("PLTE", new byte[30])
            .with("acTL", new byte[8])
            .write(values);
    assertArrayEquals(values, PictureFiles.values(PictureFiles.decode(file, Channels.AS_IS)));
  }

  @Test
  void secondHeaderIsRefused() {
    byte[] file = new PngFile(1, 1, 8, 0).write(new int[1]);
    byte[] twice =
        PictureFiles.concat(Arrays.copyOf(file, 33), Arrays.copyOfRange(file, 8, file.length));
    BadImageException e =
        assertThrows(BadImageException.class, () -> PictureFiles.decode(twice, Channels.RGB));
    assertEquals("Invalid image: PNG chunk IHDR (the first is IHDR, and no other)", e.getMessage());
  }
}
