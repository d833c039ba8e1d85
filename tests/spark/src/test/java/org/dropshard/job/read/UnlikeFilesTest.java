package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of one input that are not alike, and what lies in them beside samples. */
class UnlikeFilesTest {
  @TempDir Path folder;

  private JobRun run(String command, Path input, String options) {
    List<String> all = new ArrayList<>(List.of(command, "--input", input.toString()));
    all.addAll(List.of("--output", folder.resolve("out").toString(), "--layout", "CHW"));
    all.addAll(List.of("--kind", "spatial", "--drop", "0.5", "--seed", "1"));
    all.addAll(Arrays.stream(options.split(" ")).filter(one -> !one.isEmpty()).toList());
    JobRun run = JobRun.of(all.toArray(new String[0]));
    assertEquals(ExitCode.DONE, run.code(), run.err());
    return run;
  }

  /** One file of two has a column, and another as whole numbers where the other has fractions. */
  private Path twoFiles(String format) {
    Dataset<Row> rows =
        JobRun.spark()
            .range(2)
            .withColumn("npy", functions.lit(NpyFiles.ramp(0, 1, 2, 2)))
            .coalesce(1);
    Path in = folder.resolve(format);
    var first = rows.withColumn("score", functions.lit(1L)).write().format(format);
    var second =
        rows.withColumn("id", functions.expr("id + 2"))
            .withColumn("score", functions.lit(1L))
            .withColumn("extra", functions.lit("late"))
            .write()
            .format(format);
    if (format.equals("mds")) {
      first = first.option("encoding.npy", "ndarray");
      second = second.option("encoding.npy", "ndarray");
    }
    first.save(in.resolve("a").toString());
    second.save(in.resolve("b").toString());
    return in;
  }

  @ParameterizedTest
  @ValueSource(strings = {"webdataset", "tfrecord", "mds", "parquet"})
  void planNamesColumnsThatSomeFilesLack(String format) {
    Path in = twoFiles(format);
    String planned = run("plan", in, "").out();
    assertTrue(planned.contains("extra in 1 of 2 files"), planned);
    run("augment", in, "--key id");
    Dataset<Row> rows = JobRun.spark().read().parquet(folder.resolve("out").toString());
    assertEquals(4, rows.count());
    assertEquals(2, rows.where("extra = 'late' and id >= 2").count());
    assertEquals(2, rows.where("extra is null and id < 2").count());
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private Path tars() throws IOException {
    Path in = Files.createDirectory(folder.resolve("tars"));
    for (String name : List.of("a", "b")) {
      try (OutputStream out = Files.newOutputStream(in.resolve(name + ".tar"));
          TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
        tar.putArchiveEntry(new TarArchiveEntry("folder/"));
        tar.closeArchiveEntry();
        add(tar, name + "-README", new byte[9]);
        add(tar, name + ".npy", NpyFiles.ramp(0, 1, 2, 2));
        add(tar, "._" + name + ".npy", new byte[3]);
        TarArchiveEntry link = new TarArchiveEntry(name + "2.npy", TarConstants.LF_SYMLINK);
        link.setLinkName(name + ".npy");
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
      }
    }
    return in;
  }

  @Test
  void membersThatAreNoSamplesAreCountedByReason() throws IOException {
    Path in = tars();
    String names = "4 × tar member whose name is no sample's (first: ._a.npy)";
    String links = "2 × link or device in a tar (first: a2.npy)";
    assertTrue(run("plan", in, "").out().contains("left out         " + names + "; " + links));
    String summary = run("augment", in, "").out();
    assertTrue(summary.contains(names) && summary.contains(links), summary);
    JsonNode input = JobRun.json(folder.resolve("out"), "run.json").get("input");
    assertEquals(6, input.get("skipped_files").asInt());
    assertEquals(4, input.at("/skipped/0/files").asInt());
    assertEquals("a2.npy", input.at("/skipped/1/first").asText());
    assertEquals(2, JobRun.json(folder.resolve("out"), "run.json").at("/rows/out").asInt());
  }

  /** On either way in: a member that is no array is a bad record of its own. */
  @ParameterizedTest
  @CsvSource({"npy, 1", "npz, 1"})
  void aMemberOfAnArchiveThatIsNoArrayIsABadRecord(String format, int bad) throws IOException {
    Path in = Files.createDirectory(folder.resolve("npz"));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(in.resolve("a.npz")))) {
      zip.putNextEntry(new ZipEntry("0.npy"));
      zip.write(NpyFiles.ramp(0, 1, 2, 2));
      zip.putNextEntry(new ZipEntry("notes.txt"));
      zip.write("hello".getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("1.npy"));
      zip.write(NpyFiles.ramp(1, 1, 2, 2));
    }
    run("augment", in, "--on-error drop --input-format " + format);
    JsonNode rows = JobRun.json(folder.resolve("out"), "run.json").get("rows");
    assertEquals(2, rows.get("out").asInt());
    assertEquals(bad, rows.get("bad").asInt());
  }

  /** Folders of pictures that are named as Spark names them name the output's, text for text. */
  @Test
  void foldersOfPicturesNameThoseOfTheOutput() throws IOException {
    Path in = Path.of("src/test/resources/cases/names-class-numbers").toAbsolutePath();
    run("augment", in, "--partition-by class");
    Path out = folder.resolve("out");
    for (String name : List.of("class=01", "class=1", "class=002")) {
      assertTrue(Files.isDirectory(out.resolve(name)), name);
    }
    assertEquals(
        "path STRING NOT NULL,sample_id BIGINT NOT NULL,copy INT NOT NULL,tensor BINARY NOT NULL",
        JobRun.json(out, "run.json").at("/output/columns").asText());
    JobRun verified = JobRun.of("verify", out.toString(), "--input", in.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--partition-by class --share group:class",
        "--partition-by class split --split train=0.5,val=0.5 --split-group class",
        "--partition-by class --key class",
        "--partition-by label --share group:label",
        "--share group:class"
      })
  void namedFoldersAreKeysAndGroupsByTheirName(String options) {
    Path in = Path.of("src/test/resources/cases/names-class-numbers").toAbsolutePath();
    run("augment", in, options);
    Path out = folder.resolve("out");
    Set<String> labels =
        JobRun.spark()
            .read()
            .parquet(out.toString())
            .select(options.contains("label") ? "label" : "class")
            .collectAsList()
            .stream()
            .map(row -> String.valueOf(row.get(0)))
            .collect(Collectors.toSet());
    assertTrue(labels.contains("1"), labels.toString());
    JobRun verified = JobRun.of("verify", out.toString(), "--input", in.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @Test
  void twoNamesOfOneColumnAreRefused() {
    Path in = Path.of("src/test/resources/cases/names-class-numbers").toAbsolutePath();
    for (String command : List.of("plan", "augment")) {
      JobRun run =
          JobRun.of(
              command,
              "--input",
              in.toString(),
              "--output",
              folder.resolve("out").toString(),
              "--kind",
              "spatial",
              "--drop",
              "0.5",
              "--seed",
              "1",
              "--partition-by",
              "class",
              "--key",
              "label");
      assertEquals(ExitCode.USAGE, run.code(), run.out());
      assertTrue(
          run.err().contains("label and class are asked for, which is one column"), run.err());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "webdataset", "mds"})
  void anOutputThatIsAugmentedAgainNamesTheRunBefore(String format) throws IOException {
    Path in = Files.createDirectory(folder.resolve("in"));
    Files.write(in.resolve("a.npy"), NpyFiles.ramp(0, 1, 2, 2));
    run("augment", in, "--output-format " + format);
    Path first = Files.move(folder.resolve("out"), folder.resolve("first"));
    run("augment", first, "--key sample_id --kind element --copies 2");
    JsonNode before = JobRun.json(first, "run.json");
    JsonNode after = JobRun.json(folder.resolve("out"), "run.json");
    JsonNode earlier = after.at("/input/earlier/0");
    assertEquals(before.get("run_id"), earlier.get("run_id"));
    assertEquals(before.get("digest"), earlier.get("digest"));
    assertEquals(before.get("seed"), earlier.get("seed"));
    assertEquals(before.at("/dropout/steps"), earlier.get("steps"));
    assertTrue(before.at("/input/earlier").isMissingNode());
    JobRun verified =
        JobRun.of("verify", folder.resolve("out").toString(), "--input", first.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
    assertTrue(verified.out().contains("input of   file:" + first + ", run "), verified.out());
    Path second = Files.move(folder.resolve("out"), folder.resolve("second"));
    JobRun plan = run("plan", second, "--key sample_id");
    assertTrue(plan.out().contains("made by          run "), plan.out());
    run("augment", second, "--key sample_id");
    JsonNode third = JobRun.json(folder.resolve("out"), "run.json");
    assertEquals(
        before.get("digest"), third.at("/input/earlier/0/earlier/0/digest"), third.toString());
  }
}
