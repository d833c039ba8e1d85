package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.step.Draw;
import org.dropshard.step.Step;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pictures of {@code udf/DROPOUTS.md} are what the steps make of a drawn one, at half its size.
 * With {@code -Dpictures=write} they are drawn instead of compared.
 */
class DropoutPicturesTest {
  private static final Path PICTURES = Readme.ROOT.resolve("udf/pictures");
  private static final int WIDTH = 80;
  private static final int HEIGHT = 60;
  private static final List<String> STRIP =
      List.of(
          "photograph",
          "element_dropout",
          "spatial_dropout",
          "pixel_dropout",
          "row_dropout",
          "drop_block");
  private static final double MEAN = 128;
  private static final double DEVIATION = 56;

  @TempDir static Path folder;
  private static double[] photograph;

  @BeforeAll
  static void draw() throws IOException {
    DemoPictures.write(folder, 13, 42);
    BufferedImage image = ImageIO.read(folder.resolve("circles/0000.png").toFile());
    photograph = new double[HEIGHT * WIDTH * 3];
    for (int y = 0; y < 2 * HEIGHT; y++) {
      for (int x = 0; x < 2 * WIDTH; x++) {
        for (int c = 0; c < 3; c++) {
          int value = image.getRGB(x, y) >> 16 - 8 * c & 0xff;
          photograph[(y / 2 * WIDTH + x / 2) * 3 + c] += value / 4.0;
        }
      }
    }
  }

  private static Map<String, Step> steps() {
    Map<String, Step> steps = new LinkedHashMap<>();
    put(steps, "element_dropout", Map.of("drop", 0.3));
    put(steps, "spatial_dropout", Map.of("drop", 0.4));
    put(steps, "pixel_dropout", Map.of("drop", 0.3));
    put(steps, "row_dropout", Map.of("drop", 0.2));
    put(steps, "column_dropout", Map.of("drop", 0.2));
    put(steps, "noise_dropout", Map.of("drop", 0.3, "shape", List.of(-1, 1, -1)));
    put(
        steps,
        "sensor_dropout",
        Map.of("groups", Map.of("warm", 0, "cold", "1-2"), "drop", 0.6, "at_least", 1));
    put(steps, "channel_dropout", Map.of("dropped", 1, "scale", "none"));
    put(steps, "drop_block", Map.of("drop", 0.3, "size", 9));
    put(steps, "coarse_dropout", Map.of("holes", 4, "height", 0.25, "width", 0.2));
    put(steps, "cutout", Map.of("size", 32));
    fill(steps, "uniform", Map.of("min", 0, "max", 255));
    fill(steps, "normal", Map.of("mean", 128, "std", 40));
    put(steps, "grid_dropout", Map.of("unit", 12));
    put(steps, "alpha_dropout", Map.of("drop", 0.2));
    put(steps, "feature_alpha_dropout", Map.of("drop", 0.4));
    put(steps, "gaussian_dropout", Map.of("drop", 0.2));
    put(steps, "instance_norm", Map.of());
    put(steps, "pixel_unshuffle", Map.of("factor", 2));
    List<Object> edge = List.of(List.of(-1, -1, -1), List.of(-1, 8, -1), List.of(-1, -1, -1));
    List<Object> none = List.of(List.of(0, 0, 0), List.of(0, 0, 0), List.of(0, 0, 0));
    put(
        steps,
        "convolution",
        Map.of(
            "weight",
            List.of(
                List.of(edge, none, none), List.of(none, edge, none), List.of(none, none, edge)),
            "bias",
            List.of(64, 64, 64),
            "pad",
            1));
    return steps;
  }

  private static void fill(Map<String, Step> steps, String shape, Map<String, Object> of) {
    Map<String, Object> holes =
        Map.of("holes", 4, "height", 0.25, "width", 0.2, "fill", Map.of(shape, of));
    steps.put("fill_" + shape, Steps.of("coarse_dropout", holes));
  }

  private static void put(Map<String, Step> steps, String name, Map<String, Object> parameters) {
    steps.put(name, Steps.of(name, parameters));
  }

  static List<String> names() {
    return Stream.concat(Stream.of("photograph", "strip"), steps().keySet().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void pictureIsWhatTheStepMakes(String name) throws IOException {
    BufferedImage drawn = picture(name);
    File file = PICTURES.resolve(name + ".png").toFile();
    if ("write".equals(System.getProperty("pictures"))) {
      Files.createDirectories(PICTURES);
      ImageIO.write(drawn, "png", file);
    }
    BufferedImage kept = ImageIO.read(file);
    assertNotNull(kept);
    assertArrayEquals(pixels(kept), pixels(drawn));
  }

  @Test
  void everyPictureIsShownAndEveryKindHasOne() throws IOException {
    String page = Readme.dropouts() + Readme.text();
    try (Stream<Path> files = Files.list(PICTURES)) {
      List<String> kept =
          files.map(file -> file.getFileName().toString().replace(".png", "")).sorted().toList();
      assertEquals(List.copyOf(new TreeSet<>(names())), kept);
      assertEquals(
          List.of(),
          kept.stream().filter(name -> !page.contains("pictures/" + name + ".png")).toList());
    }
    assertEquals(
        List.of(),
        Steps.names().stream()
            .filter(name -> !page.contains("`" + name))
            .collect(Collectors.toList()));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  /** Steps that assume mean 0 and variance 1 get that, and their results go back to gray levels. */
  private static BufferedImage picture(String name) {
    if (name.equals("photograph")) {
      return image(photograph, HEIGHT, WIDTH);
    }
    if (name.equals("strip")) {
      return strip();
    }
    boolean normal = name.contains("alpha");
    double[] values = photograph.clone();
    for (int i = 0; normal && i < values.length; i++) {
      values[i] = (values[i] - MEAN) / DEVIATION;
    }
    int[] shape = {HEIGHT, WIDTH, 3};
    byte[] data = new byte[values.length * 4];
    Doubles.write(values, DType.FLOAT32, data, 0);
    Step step = steps().get(name);
    int[] result = step.shape(shape, Layout.HWC);
    byte[] y = new byte[(int) Tensor.elements(result) * 4];
    Tensor x = new Tensor(DType.FLOAT32, shape, data, 0);
    step.kernel(Layout.HWC).forward(x, new Draw(42, 0, 0), y, 0);
    double[] drawn = Doubles.of(new Tensor(DType.FLOAT32, result, y, 0));
    for (int i = 0; (normal || name.equals("instance_norm")) && i < drawn.length; i++) {
      drawn[i] = drawn[i] * DEVIATION + MEAN;
    }
    return name.equals("pixel_unshuffle") ? quarters(drawn) : image(drawn, HEIGHT, WIDTH);
  }

  /** A few of the pictures in a row, each of their pixels as four. */
  private static BufferedImage strip() {
    int pitch = 2 * WIDTH + 8;
    BufferedImage strip =
        new BufferedImage(pitch * STRIP.size() - 8, 2 * HEIGHT, BufferedImage.TYPE_INT_ARGB);
    for (String name : STRIP) {
      int left = pitch * STRIP.indexOf(name);
      strip.createGraphics().drawImage(picture(name), left, 0, 2 * WIDTH, 2 * HEIGHT, null);
    }
    return strip;
  }

  /** Twelve channels as four pictures of three. */
  private static BufferedImage quarters(double[] values) {
    double[] drawn = new double[values.length];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int part = y / (HEIGHT / 2) * 2 + x / (WIDTH / 2);
        int place = y % (HEIGHT / 2) * (WIDTH / 2) + x % (WIDTH / 2);
        for (int c = 0; c < 3; c++) {
          drawn[(y * WIDTH + x) * 3 + c] = values[place * 12 + c * 4 + part];
        }
      }
    }
    return image(drawn, HEIGHT, WIDTH);
  }

  private static BufferedImage image(double[] values, int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < height * width; i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = rgb << 8 | (int) Math.rint(Math.max(0, Math.min(255, values[i * 3 + c])));
      }
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }
}
