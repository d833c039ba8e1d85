package org.dropshard.job.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.ImageReaderSpi;

/**
 * Runs one given ImageIO reader, not one that ImageIO finds: what is on the class path, and which
 * class loader a thread has, changes nothing.
 */
final class PluginReader {

  private PluginReader() {}

  /** Reads the first picture. A warning that the reader gives is an error here. */
  static BufferedImage read(ImageReaderSpi provider, String format, MemoryStream file)
      throws IOException, BadImageException {
    ImageReader reader = provider.createReaderInstance(null);
    try (MemoryStream stream = file) {
      String[] warning = new String[1];
      IIOReadWarningListener listener = (source, text) -> warning[0] = text;
      reader.addIIOReadWarningListener(listener);
      reader.setInput(stream, false, true);
      BufferedImage image = reader.read(0);
      if (warning[0] != null) {
        throw new BadImageException(format, "read without a warning: " + warning[0]);
      }
      return image;
    } finally {
      reader.dispose();
    }
  }
}
