package org.dropshard.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs as others leave them: what becomes rows, and what is said of the rest. */
class LeftOutTest {
  private static final Path INPUTS = Path.of("src/test/resources/inputs").toAbsolutePath();

  @TempDir Path folder;

  private JobRun run(String command, Object input, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "--input", input.toString()));
    arguments.addAll(List.of("--output", folder.resolve("out").toString(), "--kind", "spatial"));
    arguments.addAll(List.of("--drop", "0.5", "--seed", "1"));
    arguments.addAll(List.of(more));
    return JobRun.of(arguments.toArray(new String[0]));
  }

  private JobRun mds(String command, Object input, String... more) {
    List<String> options = new ArrayList<>(List.of("--column", "x", "--layout", "CHW"));
    options.addAll(List.of(more));
    return run(command, input, options.toArray(new String[0]));
  }

  private List<String> skipped() throws IOException {
    List<String> lines = new ArrayList<>();
    for (JsonNode one : JobRun.json(folder.resolve("out"), "run.json").at("/input/skipped")) {
      lines.add(
          one.get("files").asLong()
              + " × "
              + one.get("reason").asText()
              + " (first: "
              + one.get("first").asText()
              + ")");
    }
    return lines;
  }

  private List<String> paths() {
    return JobRun.spark()
        .read()
        .parquet(folder.resolve("out").toString())
        .orderBy("path")
        .toDF()
        .select("path")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void camerasBeginNamesWithAnUnderscore() throws IOException {
    assertEquals(ExitCode.DONE, run("augment", INPUTS.resolve("names-of-cameras")).code());
    assertEquals(List.of("_DSC0001.JPG", "_MG_3.jpg", "plain.jpg"), paths());
    assertEquals(List.of(), skipped());
  }

  @Test
  void picturesOfUnusualNamesAreKnownByTheirFirstBytes() throws IOException {
    assertEquals(ExitCode.DONE, run("augment", INPUTS.resolve("names-unusual")).code());
    assertEquals(List.of("a.jfif", "b.dib", "c.apng", "noending"), paths());
  }

  @Test
  void whatIsLeftOutIsCountedByReason() throws IOException {
    Path in = copy(INPUTS.resolve("names-unusual"), "in");
    Files.copy(INPUTS.resolve("names-of-cameras/plain.jpg"), in.resolve("plain.jpg"));
    Files.createDirectories(in.resolve("_temporary"));
    Files.createFile(in.resolve("_SUCCESS"));
    Files.createFile(in.resolve(".DS_Store"));
    Files.writeString(in.resolve("notes.txt"), "no picture");
    Files.writeString(
        in.resolve("model.bin"),
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");
    Files.createSymbolicLink(in.resolve("loop"), Path.of("."));
    List<String> expected =
        List.of(
            "2 × hidden (first: _SUCCESS)",
            "1 × operating system's own (first: .DS_Store)",
            "1 × another kind (first: notes.txt)",
            "1 × git-LFS pointer (first: model.bin)",
            "1 × link to a folder that it lies in (first: loop/)");
    JobRun plan = run("plan", in);
    assertTrue(plan.out().contains("left out         " + String.join("; ", expected)), plan.out());
    JobRun augment = run("augment", in);
    for (String line : expected) {
      assertTrue(augment.out().contains("left out   " + line + "\n"), augment.out());
    }
    assertEquals(expected, skipped());
    assertEquals(5, paths().size());
    assertEquals(
        6, JobRun.json(folder.resolve("out"), "run.json").at("/input/skipped_files").asInt());
  }

  @Test
  void aShardIsReadOnceThoughItsCompressedFormLiesBeside() throws IOException {
    assertEquals(ExitCode.DONE, mds("augment", INPUTS.resolve("mds-both")).code());
    assertEquals(3, JobRun.spark().read().parquet(folder.resolve("out").toString()).count());
    assertEquals(
        List.of("1 × compressed copy beside its shard (first: shard.00000.mds.zstd)"), skipped());
    assertEquals(
        3, JobRun.spark().read().format("mds").load(INPUTS.resolve("mds-both").toString()).count());
  }

  @Test
  void aShardThatTheIndexNamesHasToBeThere() throws IOException {
    for (String command : List.of("plan", "augment")) {
      JobRun run = mds(command, INPUTS.resolve("mds-missing-shard"));
      assertEquals(ExitCode.INPUT, run.code());
      assertEquals(
          "dropshard: Cannot read file: it is not there (its index.json names it, with 2 samples),"
              + " file file:"
              + INPUTS
              + "/mds-missing-shard/shard.00001.mds\n",
          run.err());
    }
    JobRun run = mds("augment", INPUTS.resolve("mds-missing-shard"), "--on-error", "drop");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertTrue(run.out().contains("4 in, 3 out, 1 bad"), run.out());
  }

  @Test
  void aShardOfOtherBytesThanTheIndexSaysIsBad() throws IOException {
    JobRun run = mds("augment", INPUTS.resolve("mds-wrong-hash"));
    assertEquals(ExitCode.INPUT, run.code());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("Invalid MDS: its sha1 is not what index.json says"), run.err());
    Path both = copy(INPUTS.resolve("mds-wrong-hash"), "both");
    Path good = Files.createDirectories(both.resolve("good"));
    Files.copy(INPUTS.resolve("mds-both/shard.00000.mds"), good.resolve("shard.00001.mds"));
    run = mds("augment", both, "--on-error", "drop");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertTrue(run.out().contains("4 in, 3 out, 1 bad"), run.out());
  }

  @Test
  void aShardWithoutAByteIsBadBesideOthers() throws IOException {
    Path in = folder.resolve("in");
    run("augment", INPUTS.resolve("names-of-cameras"));
    for (String format : List.of("webdataset", "tfrecord", "mds", "npz", "parquet")) {
      Path shards = folder.resolve(format);
      JobRun.augment(
          INPUTS.resolve("names-of-cameras"), shards, "spatial", 0.5, 1, "--output-format", format);
      Path shard;
      try (Stream<Path> files = Files.list(shards)) {
        shard =
            files
                .filter(file -> !file.getFileName().toString().matches("[._].*|index.json"))
                .findFirst()
                .orElseThrow();
      }
      String ending = shard.toString().replaceAll(".*?(\\.[a-z]+)$", "$1");
      Path both = Files.createDirectories(in.resolve(format));
      Files.copy(shard, both.resolve("a" + ending));
      Files.createFile(both.resolve("b" + ending));
      List<String> how =
          List.of(
              "stats",
              "--input",
              both.toString(),
              "--input-format",
              format,
              "--layout",
              "HWC",
              "--on-error");
      JobRun refused =
          JobRun.of(Stream.concat(how.stream(), Stream.of("fail")).toArray(String[]::new));
      JobRun counted =
          JobRun.of(Stream.concat(how.stream(), Stream.of("drop")).toArray(String[]::new));
      if (format.equals("tfrecord")) {
        assertTrue(refused.out().startsWith("3 samples, 0 bad"), refused.err());
      } else {
        assertEquals(
            "dropshard: Cannot read file: 0 bytes (a "
                + (format.equals("parquet")
                    ? "Parquet file has a footer"
                    : format + " file is not empty")
                + "), file file:"
                + both.resolve("b" + ending)
                + "\n",
            refused.err());
        assertTrue(counted.out().startsWith("3 samples, 1 bad"), counted.err());
      }
    }
  }

  @Test
  void whatIsNoShardDoesNotHarmThoseBeside() throws IOException, InterruptedException {
    run("augment", INPUTS.resolve("names-of-cameras"));
    Path shards = folder.resolve("shards");
    JobRun.spark()
        .read()
        .parquet(folder.resolve("out").toString())
        .select("path", "tensor")
        .coalesce(1)
        .write()
        .format("webdataset")
        .save(shards.toString());
    Path shard;
    try (Stream<Path> files = Files.list(shards)) {
      shard = files.filter(file -> file.toString().endsWith(".tar")).findFirst().orElseThrow();
    }
    Path in = Files.createDirectories(folder.resolve("in/deeper"));
    for (String name : List.of("a.tar", "B.TAR", "no-ending")) {
      Files.copy(shard, in.resolve(name));
    }
    Files.writeString(in.resolve("README.md"), "# A set");
    Files.createSymbolicLink(in.resolve("c.tar"), Path.of("a.tar"));
    Files.createSymbolicLink(in.resolve("self"), Path.of("."));
    assertEquals(0, new ProcessBuilder("mkfifo", in + "/p.tar").start().waitFor());
    JobRun run =
        run("augment", folder.resolve("in"), "--layout", "HWC", "--if-exists", "overwrite");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertEquals(9, JobRun.json(folder.resolve("out"), "run.json").at("/rows/out").asInt());
    assertEquals(
        List.of(
            "1 × another kind (first: deeper/README.md)",
            "1 × read already under another name (first: deeper/c.tar)",
            "1 × link to a folder that it lies in (first: deeper/self/)",
            "1 × pipe (first: deeper/p.tar)"),
        skipped());
  }

  @Test
  void pointersOfGitLfsAreNamedAsSuch() throws IOException {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n";
    for (String name :
        List.of("a.parquet", "a.tar", "a.mds", "a.tfrecord", "a.jpg", "a.npy", "a")) {
      Path in = Files.createDirectories(folder.resolve("of-" + name));
      Files.writeString(in.resolve(name), pointer);
      for (String command : List.of("plan", "augment")) {
        JobRun run = run(command, in, "--layout", "HWC");
        assertEquals(ExitCode.INPUT, run.code(), name + command + run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(
            run.err().contains("a git-LFS pointer stands in its place (git lfs pull)"), run.err());
      }
    }
  }

  @Test
  void aStreamThatWouldListOtherwiseIsRefused() throws IOException {
    Path in = copy(INPUTS.resolve("names-of-cameras"), "in");
    JobRun run = run("augment", in, "--incremental");
    assertEquals(
        "dropshard: Cannot read input by --incremental: _DSC0001.JPG (Spark's streams hide names"
            + " with _: take it away, or run without --incremental)\n",
        run.err());
    Files.delete(in.resolve("_DSC0001.JPG"));
    Files.delete(in.resolve("_MG_3.jpg"));
    Files.createSymbolicLink(in.resolve("self"), Path.of("."));
    run = run("augment", in, "--incremental");
    assertEquals(ExitCode.INPUT, run.code(), run.out());
    assertTrue(run.err().contains("self/ (link to a folder that it lies in"), run.err());
    Files.delete(in.resolve("self"));
    assertEquals(ExitCode.DONE, run("augment", in, "--incremental").code());
  }

  private Path copy(Path from, String name) throws IOException {
    Path to = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }
}
