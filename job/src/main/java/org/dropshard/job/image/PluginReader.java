package org.dropshard.job.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.dropshard.job.image.picture.BadImageException;

/**
 * Runs one given ImageIO reader, not one that ImageIO finds: what is on the class path, and which
 * class loader a thread has, changes nothing.
 */
final class PluginReader {

  private PluginReader() {}

  /**
   * The JDK's own reader.
   *
   * @param name {@code "png.PNGImageReaderSpi"} …
   * @throws IllegalStateException if this JVM has no such reader
   */
  static ImageReaderSpi jdk(String name) {
    Class<?> type = Class.forName(ImageIO.class.getModule(), "com.sun.imageio.plugins." + name);
    Object provider =
        type == null ? null : IIORegistry.getDefaultInstance().getServiceProviderByClass(type);
    if (provider == null) {
      throw new IllegalStateException("Cannot read pictures: this JVM has no " + name);
    }
    return (ImageReaderSpi) provider;
  }

  /** Reads the first picture. A warning that the reader gives is an error here. */
  static BufferedImage read(ImageReaderSpi provider, String format, MemoryStream file)
      throws IOException, BadImageException {
    String[] warning = new String[1];
    BufferedImage image = read(provider, file, (source, text) -> warning[0] = text);
    if (warning[0] != null) {
      throw new BadImageException(format, "read without a warning: " + warning[0]);
    }
    return image;
  }

  /** Reads the first picture, for a reader whose warnings are not of data that is missing. */
  static BufferedImage readDespiteWarnings(ImageReaderSpi provider, MemoryStream file)
      throws IOException {
    return read(provider, file, (source, text) -> {});
  }

  private static BufferedImage read(
      ImageReaderSpi provider, MemoryStream file, IIOReadWarningListener listener)
      throws IOException {
    ImageReader reader = provider.createReaderInstance(null);
    try (MemoryStream stream = file) {
      reader.addIIOReadWarningListener(listener);
      reader.setInput(stream, false, true);
      return reader.read(0);
    } catch (IOException e) {
      // The PNG reader wraps it. It says nothing of the file.
      if (e.getCause() instanceof OutOfMemoryError memory) {
        throw memory;
      }
      throw e;
    } finally {
      reader.dispose();
    }
  }
}
