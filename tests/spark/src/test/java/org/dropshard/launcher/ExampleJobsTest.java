package org.dropshard.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.junit.jupiter.api.Test;

/** The example jobs lack nothing but their input and output, and name no key that isn't one. */
class ExampleJobsTest {

  @Test
  void spatialIsAJob() throws IOException {
    AugmentConfig job = job("spatial.conf");
    assertEquals("spatial", job.pipeline().kind());
    assertEquals(4, job.copies());
  }

  @Test
  void elementIsAJob() throws IOException {
    AugmentConfig job = job("element.conf");
    assertEquals("element", job.pipeline().kind());
    assertEquals(Optional.of("features"), job.input().column());
  }

  @Test
  void stepsAreAJob() throws IOException {
    AugmentConfig job = job("steps.conf");
    assertEquals("instance_norm, spatial_dropout, pixel_shuffle", job.pipeline().label());
    assertEquals(2, job.pipeline().steps().get(2).stream());
  }

  @Test
  void sensorsAreAJob() throws IOException {
    assertEquals("sensor_dropout", job("sensor.conf").pipeline().label());
  }

  @Test
  void fillsAreAJob() throws IOException {
    String stats = "{mean = [1, 2], std = [3, 4]}";
    AugmentConfig job =
        job(Files.readString(file("fill.conf")), Map.of(Setting.STATS, List.of(stats)));
    assertEquals("cutout", job.pipeline().label());
    assertTrue(job.pipeline().step(0).parameters().get("fill").toString().contains("std"));
  }

  /** So that nobody who takes a comment's sign away finds an error. */
  @Test
  void settingsThatAreCommentedOutAreSettings() throws IOException {
    for (String name : List.of("spatial.conf", "element.conf", "steps.conf", "sensor.conf")) {
      job(Files.readString(file(name)).replaceAll("(?m)^# (?=[a-z-]+ = )", ""), Map.of());
    }
  }

  private static AugmentConfig job(String name) throws IOException {
    return job(
        Files.readString(file(name)),
        Map.of(Setting.INPUT, List.of("in"), Setting.OUTPUT, List.of("out")));
  }

  private static AugmentConfig job(String text, Map<Setting, List<String>> options) {
    Map<Setting, List<String>> all = new java.util.EnumMap<>(Setting.class);
    all.put(Setting.INPUT, List.of("in"));
    all.put(Setting.OUTPUT, List.of("out"));
    all.putAll(options);
    return AugmentConfig.of(
        Settings.resolve(Optional.of(new Settings.File("job.conf", text)), List.of(), all));
  }

  private static Path file(String name) {
    return Path.of("../../conf", name);
  }
}
