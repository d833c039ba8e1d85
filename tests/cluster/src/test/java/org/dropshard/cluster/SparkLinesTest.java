package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One jar for all supported lines of Spark: each with its own Hadoop, Parquet and Scala. */
@Tag("cluster")
class SparkLinesTest {
  private static final String[] OPTIONS = {
    "--kind",
    "spatial",
    "--drop",
    "0.3",
    "--seed",
    "42",
    "--copies",
    "2",
    "--on-error",
    "quarantine"
  };

  @TempDir static Path folder;
  private static String pictures;
  private static Fingerprint here;

  @BeforeAll
  static void start() throws IOException {
    Sessions.local(Map.of());
    pictures = folder.resolve("pictures").toString();
    DemoPictures.write(Path.of(pictures), 24, 9);
    here = Job.augment(pictures, folder.resolve("here").toString(), OPTIONS);
  }

  @AfterAll
  static void stop() {
    Sessions.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.0", "4.1", "4.2"})
  void theWholeJob(String line) throws IOException {
    String output = folder.resolve("out-" + line).toString();
    submission("augment", line)
        .master("local-cluster[2,1,1024]")
        .run(0, Job.augmentArguments(pictures, output, OPTIONS));
    assertEquals(here, Fingerprint.of(output));
    String versions = Job.json(output, "run.json").get("versions").toString();
    assertTrue(versions.contains("\"" + line + "."), versions);
    String log =
        submission("verify", line)
            .run(0, "verify", "--output", output, "--input", pictures, "--progress", "none");
    assertTrue(log.contains("digest     " + here.digest()), log);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.0", "4.1", "4.2"})
  void theSqlFunctions(String line) {
    String log =
        submission("sql", line)
            .with(List.of(Parts.faults()))
            .main(SqlSmoke.class.getName())
            .set("spark.sql.extensions", "org.dropshard.spark.DropshardExtensions")
            .set("spark.sql.catalog.dropshard", "org.dropshard.spark.DropshardCatalog")
            .set("spark.kryo.registrator", "org.dropshard.job.JobKryoRegistrator")
            .run(
                0,
                "SELECT spatial_dropout(array(1F, 2F, 3F, 4F, 5F, 6F), 3, 'HWC', 0.5, 42, 5)",
                "SELECT dropshard.element_dropout(array(1F, 2F, 3F, 4F, 5F, 6F), 0.5, 42, 5)",
                "SELECT tensor_shape(dropout_mask(8, 0.5, 42, 5))",
                "SELECT inline(channel_stats(array(float(id), 10F), 2, 'HWC')) FROM range(5)");
    assertTrue(log.contains("spark " + line + "."), log);
    assertEquals(
        List.of(
            "answer [[ArraySeq(0.0, 0.0, 6.0, 0.0, 0.0, 12.0)]]",
            "answer [[ArraySeq(0.0, 0.0, 6.0, 0.0, 10.0, 12.0)]]",
            "answer [[ArraySeq(8)]]",
            "answer [[0,5,2.0,2.0,1.4142135623730951,0.0,4.0,1,0,0],"
                + " [1,5,10.0,0.0,0.0,10.0,10.0,0,0,0]]"),
        log.lines().filter(text -> text.startsWith("answer ")).toList());
  }

  private static Submission submission(String name, String line) {
    return new Submission(folder.resolve(name + "-" + line)).line(line);
  }
}
