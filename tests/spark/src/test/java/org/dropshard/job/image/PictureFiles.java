package org.dropshard.job.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.tensor.Tensor;

/** Picture files for tests, of known samples. */
public final class PictureFiles {

  public static final long MAX_PIXELS = 1 << 20;

  private PictureFiles() {}

  public static Tensor decode(byte[] file, Channels channels) throws BadImageException {
    return ImageDecoder.decode(file, channels, MAX_PIXELS);
  }

  /** The values of a uint8 or uint16 tensor. */
  public static int[] values(Tensor tensor) {
    int[] values = new int[tensor.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          tensor.dtype().bytes() == 1
              ? tensor.data()[tensor.offset() + i] & 0xFF
              : Bytes.le16(tensor.data(), tensor.offset() + 2 * i);
    }
    return values;
  }

  public static int[] random(int count, int bound, long seed) {
    return new Random(seed).ints(count, 0, bound).toArray();
  }

  /** A smooth picture with a little noise: what compresses like a photograph. */
  public static int[] smooth(int width, int height, int bands) {
    Random random = new Random(5);
    int[] samples = new int[width * height * bands];
    for (int i = 0; i < samples.length; i++) {
      int x = i / bands % width;
      int y = i / bands / width;
      int band = i % bands;
      int wave = (int) (60 * Math.sin(x * 0.3 + band) + 60 * Math.cos(y * 0.2 * (band + 1)));
      samples[i] = 128 + wave + random.nextInt(-6, 7);
    }
    return samples;
  }

  public static WritableRaster raster(int width, int height, int bands, int[] samples) {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, bands, null);
    raster.setPixels(0, 0, width, height, samples);
    return raster;
  }

  public static BufferedImage image(int type, int width, int height, int[] samples) {
    BufferedImage image = new BufferedImage(width, height, type);
    image.getRaster().setPixels(0, 0, width, height, samples);
    return image;
  }

  public static byte[] jpeg(Raster raster) throws IOException {
    return write("jpeg", new IIOImage(raster, null, null), null, false);
  }

  public static byte[] jpeg(BufferedImage image, boolean progressive) throws IOException {
    return write("jpeg", new IIOImage(image, null, null), null, progressive);
  }

  /** Writes with the JDK's own plug-in. */
  public static byte[] write(String format, BufferedImage image, String compression)
      throws IOException {
    return write(format, new IIOImage(image, null, null), compression, false);
  }

  private static byte[] write(
      String format, IIOImage image, String compression, boolean progressive) throws IOException {
    ImageWriter writer = jdkWriter(format);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (compression != null) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(compression);
      }
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(out);
      writer.write(null, image, param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static ImageWriter jdkWriter(String format) {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getModule() == ImageIO.class.getModule()) {
        return writer;
      }
    }
    throw new AssertionError(format);
  }

  /** A JPEG with one more segment, right after its first marker. */
  public static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(0xFF);
    out.write(marker);
    out.write((content.length + 2) >> 8);
    out.write(content.length + 2);
    out.writeBytes(content);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** The JPEG without the segments of a marker that stand before its first scan. */
  public static byte[] withoutSegments(byte[] jpeg, int marker) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    int at = 2;
    while (Bytes.u8(jpeg, at + 1) != 0xDA) {
      int length = 2 + Bytes.be16(jpeg, at + 2);
      if (Bytes.u8(jpeg, at + 1) != marker) {
        out.write(jpeg, at, length);
      }
      at += length;
    }
    out.write(jpeg, at, jpeg.length - at);
    return out.toByteArray();
  }

  public static byte[] adobe(int transform) {
    return new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
  }

  /** A TIFF of one directory that holds the orientation alone: the body of an Exif block. */
  public static byte[] orientation(int value, boolean bigEndian) {
    int v = value;
    return bigEndian
        ? bytes('M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, v, 0, 0, 0, 0, 0, 0)
        : bytes('I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 18, 1, 3, 0, 1, 0, 0, 0, v, 0, 0, 0, 0, 0, 0, 0);
  }

  public static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Adds scans before the end, with a table of one code: 0 is the end of a block. */
  public static byte[] withScans(byte[] jpeg, byte[] scan, int count) {
    byte[] table = new byte[22];
    System.arraycopy(bytes(0xFF, 0xC4, 0, 20, 0x10, 1), 0, table, 0, 6);
    byte[][] parts = new byte[count + 3][];
    Arrays.fill(parts, scan);
    parts[0] = Arrays.copyOf(jpeg, jpeg.length - 2);
    parts[1] = table;
    parts[count + 2] = bytes(0xFF, 0xD9);
    return concat(parts);
  }

  /** 16 x 16 pixels, chroma halved both ways: 4 + 1 + 1 blocks. */
  public static byte[] progressive() throws IOException {
    int[] samples = smooth(16, 16, 3);
    return jpeg(image(BufferedImage.TYPE_INT_RGB, 16, 16, samples), true);
  }
}
