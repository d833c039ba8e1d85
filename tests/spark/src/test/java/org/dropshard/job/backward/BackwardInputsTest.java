package org.dropshard.job.backward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients find their samples, whatever these came in; or one line says how they would. */
class BackwardInputsTest {
  private static final int SAMPLES = 5;
  private static final String DROPOUT = "spatial_dropout {drop = 0.5}";
  private static final String NORM = "instance_norm";

  @TempDir Path folder;
  private Path dx;

  private static byte[] array(int sample) {
    return NpyFiles.ramp(100 * sample, 3, 4, 5);
  }

  private static byte[] npz(byte[] npy) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(npy);
    }
    return bytes.toByteArray();
  }

  /** Samples that have no key but their place. */
  private Path input(String kind) throws IOException {
    Path input = folder.resolve("in");
    switch (kind) {
      case "npz-files" -> {
        Files.createDirectories(input);
        for (int i = 0; i < SAMPLES; i++) {
          Files.write(input.resolve(i + ".npz"), npz(array(i)));
        }
      }
      case "npy-batch", "npz-batch" -> {
        Files.createDirectories(input);
        byte[] batch = NpyFiles.ramp(1, SAMPLES, 3, 4, 5);
        boolean npz = kind.startsWith("npz");
        Files.write(input.resolve(npz ? "x.npz" : "x.npy"), npz ? npz(batch) : batch);
      }
      default -> {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
          rows.add(RowFactory.create(array(i)));
        }
        StructType schema = new StructType().add("tensor", DataTypes.BinaryType);
        Dataset<Row> table = JobRun.spark().createDataFrame(rows, schema).coalesce(1);
        if (kind.equals("webdataset")) {
          table = table.withColumnRenamed("tensor", "npy");
        }
        table.write().format(kind).save(input.toString());
      }
    }
    return input;
  }

  private static List<String> how(String kind) {
    return kind.endsWith("-batch")
        ? List.of("--batch-axis", "0")
        : kind.endsWith("-files") ? List.of() : List.of("--input-format", kind);
  }

  private Path augment(String kind, Path input, String... steps) {
    Path run = folder.resolve("out-" + System.nanoTime());
    List<String> all = new ArrayList<>(how(kind));
    all.addAll(List.of("--seed", "7", "--layout", "CHW", "--steps"));
    all.addAll(List.of(steps));
    JobRun.augment(input, run, all.toArray(new String[0]));
    return run;
  }

  private JobRun backward(Path run, Path gradients, List<String> how) {
    dx = folder.resolve("dx-" + System.nanoTime());
    return JobRun.backward(run, gradients, dx, how);
  }

  /** A table of sample ids goes with whatever the run read. */
  @ParameterizedTest
  @CsvSource({
    "npz-files",
    "npy-batch",
    "npz-batch",
    "parquet",
    "webdataset",
    "tfrecord",
    "mds",
    "npz"
  })
  void aTableOfSampleIds(String kind) throws IOException {
    Path input = input(kind);
    Path run = augment(kind, input, DROPOUT, NORM);
    JobRun done = backward(run, run, List.of());
    assertEquals(ExitCode.DONE, done.code(), done.err());
    assertTrue(done.out().startsWith("rows       5 in, 5 out, 0 bad"), done.out());
    JobRun unnamed = backward(run, input, how(kind));
    assertEquals(ExitCode.USAGE, unnamed.code(), unnamed.out());
    assertEquals(
        kind.equals("parquet")
            ? "dropshard: Missing --key NAME (the gradients have no column sample_id)\n"
            : "dropshard: Cannot go backward: spatial_dropout, instance_norm needs what went forward,"
                + " and these gradients are named by their rows (give them as a table with columns"
                + " sample_id and copy)\n",
        unnamed.err());
  }

  /** Files like those of the run, where the steps need nothing of what these held. */
  @ParameterizedTest
  @CsvSource({"npz-files", "npy-batch", "npz-batch", "webdataset", "tfrecord", "mds", "npz"})
  void filesOfTheSameNames(String kind) throws IOException {
    Path input = input(kind);
    Path run = augment(kind, input, DROPOUT);
    JobRun done = backward(run, input, how(kind));
    assertEquals(ExitCode.DONE, done.code(), done.err());
    assertTrue(done.out().startsWith("rows       5 in, 5 out, 0 bad"), done.out());
    assertEquals(
        JobRun.json(run, "run.json").get("digest"), JobRun.json(dx, "run.json").get("digest"));
  }
}
