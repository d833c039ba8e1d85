package org.dropshard.job.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.JobRun;
import org.dropshard.job.augment.AugmentJob;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run as Spark's own pages, its metrics and the log show it. */
class ObservabilityTest {
  @TempDir static Path folder;

  private static SparkSession spark;
  private static Path output;
  private static String stderr;
  private static final List<String> LOG = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void run() throws IOException {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("tests")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "true")
            .config("spark.ui.port", "0")
            .config("spark.ui.showConsoleProgress", "false")
            .config(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .config("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus")
            .getOrCreate();
    Path pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 12, 3);
    Files.writeString(pictures.resolve("broken.png"), "no picture");
    output = folder.resolve("out");
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Appender appender = new Appender();
    Logger logger = (Logger) LogManager.getLogger(AugmentJob.class);
    Level level = logger.getLevel();
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      JobRun.augment(
          pictures,
          output,
          "spatial",
          0.5,
          1,
          "--run-id",
          "nightly password=hunter2",
          "--on-error",
          "drop",
          "--progress",
          "json");
    } finally {
      System.setErr(before);
      logger.setLevel(level);
      logger.removeAppender(appender);
    }
    stderr = err.toString(StandardCharsets.UTF_8);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static final class Appender extends AbstractAppender {
    Appender() {
      super("test", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      LOG.add(event.getMessage().getFormattedMessage());
    }
  }

  @Test
  void prometheusIsToldTheCounters() throws Exception {
    String metrics = get("/metrics/prometheus/");
    assertEquals(12, metric(metrics, "samples"));
    assertEquals(1, metric(metrics, "badRecords"));
    JsonNode stats = JobRun.json(output, "stats.json");
    assertEquals(stats.at("/after/dropped").asLong(), metric(metrics, "droppedUnits"));
    assertTrue(metric(metrics, "bytes") > 12 * 160 * 120 * 3, metrics);
  }

  private static long metric(String metrics, String name) {
    Matcher line =
        Pattern.compile(
                "^metrics_.*_driver_dropshard_" + name + "_Value\\{.*?\\} (\\d+)$",
                Pattern.MULTILINE)
            .matcher(metrics);
    assertTrue(line.find(), metrics);
    return Long.parseLong(line.group(1));
  }

  @Test
  void stagesSayWhatTheyDo() throws Exception {
    String home = "/api/v1/applications/" + spark.sparkContext().applicationId();
    JsonNode stages = new ObjectMapper().readTree(get(home + "/stages"));
    List<String> names = stages.findValuesAsText("name");
    assertTrue(names.contains("dropshard augment: read, drop, write shards"), names.toString());
    JsonNode jobs = new ObjectMapper().readTree(get(home + "/jobs"));
    List<String> descriptions = jobs.findValuesAsText("description");
    assertTrue(
        descriptions.contains("dropshard augment: spatial 0.5 seed 1 to " + output),
        descriptions.toString());
  }

  @Test
  void logHasALineOfJsonForTheRun() throws IOException {
    assertEquals(1, LOG.size());
    JsonNode line = new ObjectMapper().readTree(LOG.get(0));
    JsonNode run = JobRun.json(output, "run.json");
    assertEquals("dropshard.run", line.path("event").asText());
    assertEquals("nightly password=***", line.path("run_id").asText());
    assertEquals(run.path("digest"), line.path("digest"));
    assertEquals(run.at("/rows/in"), line.path("rows_in"));
    assertEquals(run.at("/rows/bad"), line.path("bad"));
  }

  @Test
  void progressAsJsonEndsWithTheTotals() throws IOException {
    String last = stderr.lines().reduce((a, b) -> b).orElseThrow();
    JsonNode line = new ObjectMapper().readTree(last);
    assertEquals("end", line.path("event").asText());
    assertEquals(12, line.path("samples").asInt());
    assertEquals(1, line.path("bad").asInt());
  }

  private static String get(String path) throws Exception {
    URI uri = URI.create(spark.sparkContext().uiWebUrl().get() + path);
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return response.body();
  }
}
