package org.dropshard.job.demo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A small dataset of drawn pictures in class folders: {@code circles/0000.png}, {@code
 * gradients/0001.jpg} … Their red, green and blue differ in shape, not in strength alone, so that a
 * dropped channel shows.
 */
public final class DemoPictures {
  private static final int LONG_SIDE = 160;
  private static final int SHORT_SIDE = 120;

  private DemoPictures() {}

  /**
   * Draws pictures of 160 × 120 pixels, every fifth upright, classes in turn; half of them are PNG
   * and half JPEG. Needs no display. The pixels of the PNGs are the same on any JVM; the JPEGs are
   * those of the JVM's encoder.
   *
   * @param folder is made if it is not there; files of the same names are replaced
   * @param count of pictures, ≥ 0
   * @param seed of all of them; picture k is the same for any count
   * @return the pictures written: {@code count}
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws IOException if a folder or file cannot be written
   */
  public static int write(Path folder, int count, long seed) throws IOException {
    if (count < 0) {
      throw new IllegalArgumentException("Invalid count: " + count + " (at least 0)");
    }
    try {
      IntStream.range(0, count).parallel().forEach(i -> paint(folder, i, seed));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return count;
  }

  private static void paint(Path folder, int i, long seed) {
    PictureClass[] classes = PictureClass.values();
    int which = i % classes.length;
    // Alternates along each class, and from class to class.
    String format = (i / classes.length + which) % 2 == 0 ? "png" : "jpg";
    // Odd, so that no two pictures of a seed start alike.
    SplittableRandom random = new SplittableRandom(seed + i * 0x9E3779B97F4A7C15L);
    boolean upright = i % 5 == 4;
    BufferedImage image =
        draw(
            classes[which].painting(random),
            upright ? SHORT_SIDE : LONG_SIDE,
            upright ? LONG_SIDE : SHORT_SIDE);
    Path home = folder.resolve(classes[which].name().toLowerCase(Locale.ROOT));
    try {
      Files.createDirectories(home);
      write(image, format, home.resolve(String.format(Locale.ROOT, "%04d.%s", i, format)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Samples a painting at four places a pixel. */
  static BufferedImage draw(Painting painting, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    double unit = 1.0 / Math.min(width, height);
    double[] color = new double[3];
    double[] sum = new double[3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Arrays.fill(sum, 0);
        for (int part = 0; part < 4; part++) {
          double dx = x + 0.25 + 0.5 * (part & 1) - 0.5 * width;
          double dy = y + 0.25 + 0.5 * (part >> 1) - 0.5 * height;
          painting.color(dx * unit, dy * unit, color);
          for (int c = 0; c < 3; c++) {
            sum[c] += Math.max(0, Math.min(1, color[c]));
          }
        }
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          rgb = rgb << 8 | (int) (sum[c] * 63.75 + 0.5);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  private static void write(BufferedImage image, String format, Path file) throws IOException {
    ImageWriter writer = jdkWriter(format);
    try (MemoryCacheImageOutputStream out =
        new MemoryCacheImageOutputStream(Files.newOutputStream(file))) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (format.equals("jpg")) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0.92f);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
  }

  /** The JDK's own writer, whatever else is on the class path. */
  private static ImageWriter jdkWriter(String format) {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getModule() == ImageIO.class.getModule()) {
        return writer;
      }
    }
    throw new IllegalStateException("Cannot write " + format + ": the JVM has no writer for it");
  }
}
