package org.dropshard.format.cell.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** JPEG by the JDK's own writer: the same bytes from the same JDK. */
final class JpegEncoder {
  private static final String WRITER = "com.sun.imageio.plugins.jpeg.JPEGImageWriterSpi";

  private JpegEncoder() {}

  /**
   * The file of a picture.
   *
   * @param tensor uint8, of 1 or 3 channels, each side at most 65,535
   * @param layout CHW or HWC
   * @param quality 1 to 100
   */
  static byte[] encode(Tensor tensor, Layout layout, int quality) {
    Pixels pixels = Pixels.of(tensor, layout);
    boolean gray = pixels.channels() == 1;
    BufferedImage image =
        new BufferedImage(
            pixels.width(),
            pixels.height(),
            gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    byte[] row = new byte[pixels.rowBytes()];
    int[] samples = new int[row.length];
    for (int y = 0; y < pixels.height(); y++) {
      pixels.copyRow(y, row, 0, false);
      for (int i = 0; i < row.length; i++) {
        samples[i] = row[i] & 0xff;
      }
      image.getRaster().setPixels(0, y, pixels.width(), 1, samples);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = writer();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality / 100F);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  private static ImageWriter writer() {
    Class<?> type = Class.forName(ImageIO.class.getModule(), WRITER);
    Object provider =
        type == null ? null : IIORegistry.getDefaultInstance().getServiceProviderByClass(type);
    if (provider == null) {
      throw new IllegalStateException("Cannot write JPEG: this JVM has no " + WRITER);
    }
    try {
      return ((ImageWriterSpi) provider).createWriterInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
