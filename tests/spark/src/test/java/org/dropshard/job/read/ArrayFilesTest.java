package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HDF5, NIfTI and safetensors through the commands. */
class ArrayFilesTest {
  private static final Path FILES = Path.of("src/test/resources/formats").toAbsolutePath();
  private static final String[] DROPOUT = {
    "--kind", "spatial", "--drop", "0.3", "--seed", "42", "--progress", "none"
  };

  @TempDir Path folder;

  private static JobRun run(ExitCode code, String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(options));
    JobRun run = JobRun.of(arguments.toArray(new String[0]));
    assertEquals(code, run.code(), run.err());
    return run;
  }

  private Path augment(Path input, String name, String... options) {
    Path out = folder.resolve(name);
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(Arrays.asList(DROPOUT));
    JobRun.augment(input, out, all.toArray(new String[0]));
    return out;
  }

  private void verify(Path out, Path input) {
    run(ExitCode.DONE, "verify", out.toString(), "--input", input.toString(), "--progress", "none");
  }

  private static String digest(Path out) throws IOException {
    return JobRun.json(out, "run.json").get("digest").asText();
  }

  private static Path input(Path folder, String... files) throws IOException {
    Files.createDirectories(folder);
    for (String file : files) {
      Path from = FILES.resolve(file);
      Files.copy(from, folder.resolve(from.getFileName()));
    }
    return folder;
  }

  private static final String[] HDF5 = {"--column", "train/images", "--layout", "HWC"};

  @Test
  void partsOfAFileOfHdf5GiveTheSameDigestAndStatistics() throws IOException {
    Path input = input(folder.resolve("in"), "hdf5/lengths.h5");
    SparkSession spark = JobRun.spark();
    Set<String> found = new HashSet<>();
    for (String bytes : new String[] {"1000000", "905", "99"}) {
      spark.conf().set("spark.sql.files.maxPartitionBytes", bytes);
      spark.conf().set("spark.sql.files.openCostInBytes", "1");
      try {
        Path out = augment(input, "out" + bytes, HDF5);
        found.add(digest(out) + JobRun.json(out, "stats.json"));
        verify(out, input);
      } finally {
        spark.conf().unset("spark.sql.files.maxPartitionBytes");
        spark.conf().unset("spark.sql.files.openCostInBytes");
      }
    }
    assertEquals(1, found.size());
    Path out = folder.resolve("out99");
    JsonNode read = JobRun.json(out, "run.json").get("input");
    assertEquals(
        "[\"test/images is not passed (another length)\","
            + "\"test/labels is not passed (another length)\"]",
        read.get("remarks").toString());
    List<Row> rows = spark.read().parquet(out.toString()).orderBy("`train/labels`").collectAsList();
    assertEquals(6, rows.size());
    assertEquals(0L, rows.get(0).<Long>getAs("train/labels"));
    backward(out);
  }

  private void backward(Path out) {
    Path gradients = folder.resolve("gradients");
    JobRun.spark()
        .read()
        .parquet(out.toString())
        .select("sample_id", "copy", "`train/images`")
        .write()
        .parquet(gradients.toString());
    Path dx = folder.resolve("dx");
    run(
        ExitCode.DONE,
        "backward",
        "--run",
        out.toString(),
        "--input",
        gradients.toString(),
        "--output",
        dx.toString(),
        "--progress",
        "none");
    run(ExitCode.DONE, "verify", dx.toString(), "--progress", "none");
  }

  @Test
  void whatIsNewIsAddedAndWhatIsDamagedSetAside() throws IOException {
    Path input = input(folder.resolve("in"), "hdf5/lengths.h5");
    List<String> options = new ArrayList<>(List.of(HDF5));
    options.addAll(List.of("--incremental", "--on-error", "quarantine"));
    Path out = augment(input, "out", options.toArray(new String[0]));
    Files.copy(FILES.resolve("hdf5/lengths.h5"), input.resolve("more.h5"));
    byte[] cut = Arrays.copyOf(Files.readAllBytes(FILES.resolve("hdf5/lengths.h5")), 5000);
    Files.write(input.resolve("cut.h5"), cut);
    augment(input, "out", options.toArray(new String[0]));
    assertEquals(12, JobRun.spark().read().parquet(out.toString()).count());
    JobRun stats =
        run(
            ExitCode.DONE,
            "stats",
            "--input",
            input.toString(),
            "--column",
            "train/images",
            "--layout",
            "HWC",
            "--on-error",
            "drop",
            "--json");
    assertTrue(
        stats.out().contains("\"count\" : 192") || stats.out().contains("\"count\":192"),
        stats.out());
    JobRun refused =
        run(
            ExitCode.INPUT,
            "stats",
            "--input",
            input.resolve("cut.h5").toString(),
            "--column",
            "train/images",
            "--layout",
            "HWC");
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertTrue(refused.err().contains("it was cut"), refused.err());
  }

  @Test
  void sqlReadsThemByTheirNames() {
    SparkSession spark = JobRun.spark();
    String file = FILES.resolve("hdf5/lengths.h5").toString();
    assertEquals(
        15L,
        spark
            .read()
            .format("hdf5")
            .option("column", "train/images")
            .load(file)
            .selectExpr("sum(`train/labels`)")
            .head()
            .getLong(0));
    String tensors = FILES.resolve("safetensors/types.safetensors").toString();
    assertEquals(13, spark.read().format("safetensors").load(tensors).count());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> spark.range(1).write().format("hdf5").save(folder.resolve("out").toString()));
    assertEquals("Invalid format: hdf5 (it is only read)", refused.getMessage());
  }

  @Test
  void volumesCarryTheirSlopes() throws IOException {
    Path input =
        input(
            folder.resolve("in"),
            "nifti/1-i2-little.nii",
            "nifti/1-f4-big.nii.gz",
            "nifti/2-i2-big.nii");
    Files.move(input.resolve("1-f4-big.nii.gz"), input.resolve("volume")); // its first bytes tell
    Path out = augment(input, "out", "--layout", "CHW");
    verify(out, input);
    List<Row> rows = JobRun.spark().read().parquet(out.toString()).orderBy("path").collectAsList();
    assertEquals(
        List.of("1-i2-little.nii 2.5 -1024.0", "2-i2-big.nii 2.5 -1024.0", "volume 1.0 0.0"),
        rows.stream()
            .map(
                row ->
                    row.getAs("path") + " " + row.getAs("scl_slope") + " " + row.getAs("scl_inter"))
            .toList());
  }

  @Test
  void tensorsOfSafetensorsAreKeyedByRowOrName() throws IOException {
    Path input = input(folder.resolve("in"), "safetensors/types.safetensors");
    Path byRow = augment(input, "out", "--layout", "CHW");
    verify(byRow, input);
    Path byName = augment(input, "named", "--layout", "CHW", "--key", "name");
    verify(byName, input);
    assertEquals(13, JobRun.spark().read().parquet(byName.toString()).count());
    assertTrue(!digest(byRow).equals(digest(byName)));
  }
}
