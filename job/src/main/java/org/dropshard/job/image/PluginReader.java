package org.dropshard.job.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
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

  /**
   * Reads the first picture.
   *
   * @throws BadImageException if the reader warns of something
   */
  static BufferedImage read(ImageReaderSpi provider, MemoryStream file)
      throws IOException, BadImageException {
    String[] warning = new String[1];
    ImageReader reader = provider.createReaderInstance(null);
    try (MemoryStream stream = file) {
      reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
      reader.setInput(stream, false, true);
      BufferedImage image = reader.read(0);
      if (warning[0] != null) {
        throw new BadImageException("PNG", "read without a warning: " + warning[0]);
      }
      return image;
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
