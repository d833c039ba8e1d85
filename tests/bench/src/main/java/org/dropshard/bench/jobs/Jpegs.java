package org.dropshard.bench.jobs;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Pictures with about as much detail as photographs have: a third of a byte a pixel and channel.
 */
final class Jpegs {
  private static final float QUALITY = 0.85f;

  private Jpegs() {}

  /** The picture of a number: waves of three lengths in each channel, and some noise. */
  static byte[] draw(long id, int height, int width) throws IOException {
    Random random = new Random(id);
    double[] phase = random.doubles(9, 0, 2 * Math.PI).toArray();
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double noise = 12 * random.nextGaussian();
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          double value =
              128
                  + 50 * Math.sin(x / 40.0 + phase[3 * c])
                  + 40 * Math.sin(y / 17.0 + phase[3 * c + 1])
                  + 25 * Math.sin((x + y) / 6.0 + phase[3 * c + 2])
                  + noise;
          rgb = rgb << 8 | (int) Math.max(0, Math.min(255, value));
        }
        picture.setRGB(x, y, rgb);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionQuality(QUALITY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
