package org.dropshard.format.cell.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dropshard.Python;
import org.dropshard.Script;
import org.dropshard.job.image.Channels;
import org.dropshard.job.image.ImageDecoder;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.read.cell.Transpose;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PictureFileTest {
  private static final int GUARD = 3;

  /** Height and width: one pixel, lines, filters' bands, more than one strip of TIFF. */
  private static final int[][] SIZES = {{1, 1}, {1, 7}, {13, 1}, {17, 9}, {300, 207}};

  private static final List<DType> PNGS = List.of(DType.UINT8, DType.UINT16);
  private static final List<DType> TIFFS =
      Stream.of(DType.values()).filter(dtype -> dtype != DType.BFLOAT16).toList();

  @TempDir static Path folder;

  private static Tensor tensor(DType dtype, Layout layout, int height, int width, int channels) {
    int[] shape =
        layout == Layout.CHW
            ? new int[] {channels, height, width}
            : new int[] {height, width, channels};
    byte[] data = new byte[GUARD + height * width * channels * dtype.bytes() + GUARD];
    Random random = new Random(31L * height + width + channels);
    random.nextBytes(data); // NaN of all kinds among them
    for (int i = GUARD + data.length / 3; i < 2 * data.length / 3; i++) {
      data[i] = (byte) (i / 5); // and what a filter is good for
    }
    Arrays.fill(data, 2 * data.length / 3, data.length, (byte) 0);
    return new Tensor(dtype, shape, data, GUARD);
  }

  private static List<Tensor> tensors(Layout layout, List<DType> dtypes, int... channels) {
    List<Tensor> tensors = new ArrayList<>();
    for (DType dtype : dtypes) {
      for (int count : channels) {
        for (int[] size : SIZES) {
          tensors.add(tensor(dtype, layout, size[0], size[1], count));
        }
      }
    }
    return tensors;
  }

  private static byte[] values(Tensor x) {
    return Arrays.copyOfRange(x.data(), x.offset(), x.offset() + x.byteLength());
  }

  private static void comesBack(PictureFile kind, Tensor x, Layout layout)
      throws BadImageException {
    assertTrue(kind.refusal(x.dtype(), x.shape(), layout).isEmpty(), x::toString);
    byte[] before = x.data().clone();
    byte[] file = kind.encode(x, layout, 3);
    assertArrayEquals(before, x.data());
    Tensor read = ImageDecoder.decode(file, Channels.AS_IS, 1 << 20);
    Tensor back = layout == Layout.CHW ? Transpose.channelsFirst(read) : read;
    assertEquals(x.dtype(), back.dtype(), x::toString);
    assertArrayEquals(x.shape(), back.shape(), x::toString);
    assertArrayEquals(values(x), values(back), x::toString);
    Tensor copy = new Tensor(x.dtype(), x.shape(), values(x), 0);
    assertArrayEquals(file, kind.encode(copy, layout, 3), x::toString);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"CHW", "HWC"})
  void everySampleComesBack(Layout layout) throws BadImageException {
    for (Tensor x : tensors(layout, PNGS, 1, 2, 3, 4)) {
      comesBack(PictureFile.PNG, x, layout);
    }
    for (Tensor x : tensors(layout, TIFFS, 1, 2, 3, 4, 13)) {
      comesBack(PictureFile.TIFF, x, layout);
    }
  }

  @Test
  void aHigherLevelIsSmaller() {
    Tensor x = tensor(DType.UINT8, Layout.HWC, 300, 207, 3);
    for (PictureFile kind : List.of(PictureFile.PNG, PictureFile.TIFF)) {
      int fast = kind.encode(x, Layout.HWC, 1).length;
      int small = kind.encode(x, Layout.HWC, 9).length;
      assertTrue(small < fast, kind + ": " + small + ", " + fast);
    }
    int rough = PictureFile.JPEG.encode(x, Layout.HWC, 30).length;
    assertTrue(rough < PictureFile.JPEG.encode(x, Layout.HWC, 95).length);
  }

  @Test
  void jpegIsNearTheTensor() throws BadImageException {
    byte[] data = new byte[3 * 64 * 48];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i / 64 % 48 * 5);
    }
    for (Layout layout : List.of(Layout.CHW, Layout.HWC)) {
      int[] shape = layout == Layout.CHW ? new int[] {1, 144, 64} : new int[] {144, 64, 1};
      Tensor x = new Tensor(DType.UINT8, shape, data, 0);
      byte[] file = PictureFile.JPEG.encode(x, layout, 95);
      byte[] read = values(ImageDecoder.decode(file, Channels.AS_IS, 1 << 20));
      assertEquals(data.length, read.length);
      for (int i = 0; i < data.length; i++) {
        assertEquals(data[i] & 0xff, read[i] & 0xff, 40);
      }
    }
  }

  @Test
  void whatAFileCannotHoldIsRefused() {
    assertRefused(PictureFile.PNG, DType.FLOAT32, Layout.HWC, 2, 2, 3);
    assertRefused(PictureFile.PNG, DType.INT16, Layout.HWC, 2, 2, 3);
    assertRefused(PictureFile.PNG, DType.UINT8, Layout.HWC, 2, 2, 5);
    assertRefused(PictureFile.PNG, DType.UINT8, Layout.CHW, 5, 2, 2);
    assertRefused(PictureFile.PNG, DType.UINT8, Layout.HWC, 0, 2, 3);
    assertRefused(PictureFile.PNG, DType.UINT8, Layout.HWC, 2, 3);
    assertRefused(PictureFile.PNG, DType.UINT8, Layout.NONE, 2, 2, 3);
    assertRefused(PictureFile.TIFF, DType.BFLOAT16, Layout.HWC, 2, 2, 3);
    assertRefused(PictureFile.TIFF, DType.UINT8, Layout.CHW, 65536, 1, 1);
    assertRefused(PictureFile.JPEG, DType.UINT8, Layout.HWC, 2, 2, 4);
    assertRefused(PictureFile.JPEG, DType.UINT16, Layout.HWC, 2, 2, 3);
    assertRefused(PictureFile.JPEG, DType.UINT8, Layout.HWC, 65536, 2, 3);
  }

  private static void assertRefused(PictureFile kind, DType dtype, Layout layout, int... shape) {
    assertTrue(kind.refusal(dtype, shape, layout).isPresent(), kind + " " + dtype);
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Pillow has no 16 bits of more channels than one. */
  @Test
  void othersReadTheSameSamples() throws IOException {
    Python.assumeModules("numpy", "PIL", "tifffile", "imagecodecs");
    List<String> expected = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    for (Layout layout : List.of(Layout.HWC, Layout.CHW)) {
      for (Tensor x : tensors(layout, PNGS, 1, 2, 3, 4)) {
        Path file = folder.resolve(arguments.size() + ".png");
        Files.write(file, PictureFile.PNG.encode(x, layout, 6));
        arguments.add(file.toString());
        expected.add(x.dtype().label() + " " + md5(values(x)) + " " + layout);
      }
      for (Tensor x : tensors(layout, TIFFS, 1, 2, 3, 4, 13)) {
        Path file = folder.resolve(arguments.size() + ".tif");
        Files.write(file, PictureFile.TIFF.encode(x, layout, 6));
        arguments.add(file.toString());
        expected.add(x.dtype().label() + " " + md5(values(x)) + " " + layout);
      }
    }
    for (int i = 0; i < arguments.size(); i++) {
      arguments.set(i, arguments.get(i) + ":" + expected.get(i).split(" ")[2]);
    }
    String program =
        """
        import hashlib, sys
        import imagecodecs, numpy, tifffile
        from PIL import Image
        for argument in sys.argv[1:]:
            name, layout = argument.rsplit(":", 1)
            if name.endswith(".tif"):
                arrays = [tifffile.imread(name)]
            else:
                data = open(name, "rb").read()
                arrays = [imagecodecs.png_decode(data)]
                picture = Image.open(name)
                if arrays[0].dtype == "uint8" or arrays[0].ndim == 2:
                    arrays.append(numpy.asarray(picture))
                if layout == "CHW":
                    arrays = [x.transpose(2, 0, 1) if x.ndim == 3 else x for x in arrays]
            found = {f"{x.dtype} {hashlib.md5(x.tobytes()).hexdigest()} {layout}" for x in arrays}
            print(*found)
        """;
    assertEquals(expected, Python.run(program, arguments.toArray(new String[0])));
  }

  /** GDAL writes what it reads as bands one after the other, which is CHW. */
  @Test
  void gdalReadsTheSameSamples() throws IOException, InterruptedException {
    assumeTrue(Script.isThere("gdal_translate"), "gdal_translate is absent");
    for (DType dtype : List.of(DType.UINT8, DType.UINT16, DType.INT32, DType.FLOAT32)) {
      Tensor x = tensor(dtype, Layout.CHW, 300, 207, 13);
      Path file = folder.resolve(dtype + ".tif");
      Files.write(file, PictureFile.TIFF.encode(x, Layout.CHW, 6));
      Path raw = folder.resolve(dtype + ".raw");
      Script.run(
          0,
          java.util.Map.of(),
          "gdal_translate",
          "-q",
          "-of",
          "ENVI",
          file.toString(),
          raw.toString());
      assertArrayEquals(values(x), Files.readAllBytes(raw), dtype::toString);
    }
  }
}
