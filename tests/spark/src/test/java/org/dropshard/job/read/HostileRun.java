package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dropshard.job.HostileFile;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.image.HostilePictures;
import org.junit.jupiter.api.DynamicTest;

/** The job over files that mean harm, and a test of what became of each. */
final class HostileRun {
  private HostileRun() {}

  /** Runs the job on a folder of these files, and gives a test for each. */
  static Stream<DynamicTest> outcomes(Path folder, List<HostileFile> files, String... options)
      throws IOException {
    Path input = folder.resolve("in");
    for (HostileFile file : files) {
      Path path = input.resolve(file.name());
      Files.createDirectories(path.getParent());
      Files.write(path, file.content());
    }
    return outcomes(folder, files, input, options);
  }

  /** The same of files or rows that are there. */
  static Stream<DynamicTest> outcomes(
      Path folder, List<HostileFile> files, Path input, String... options) {
    Path output = folder.resolve("out");
    JobRun run = augment(input, output, options);
    assertEquals(ExitCode.DONE, run.code(), run.err());
    Map<String, String> reasons = new HashMap<>();
    if (Files.exists(output.resolve("_dropshard/quarantine"))) {
      for (Row row :
          JobRun.spark().read().json(output + "/_dropshard/quarantine").collectAsList()) {
        reasons.put(row.<String>getAs("key").replaceAll("#[0-9]+$", ""), row.getAs("reason"));
      }
    }
    Set<Long> good = new HashSet<>();
    for (Row row : JobRun.spark().read().parquet(output.toString()).collectAsList()) {
      good.add(row.<Long>getAs("sample_id"));
    }
    Set<String> kept = kept(files, good);
    return files.stream()
        .map(file -> outcome(file, kept.contains(file.name()), reasons.get(file.name())));
  }

  private static DynamicTest outcome(HostileFile file, boolean kept, String reason) {
    return dynamicTest(
        file.name().replaceAll("[^ -~]", "?"),
        () -> {
          if (file.reason() == null) {
            assertNull(reason, reason);
            assertTrue(kept, "no record of it");
          } else {
            assertNotNull(reason, "not in the quarantine: " + file.name());
            assertTrue(reason.contains(file.reason()), reason);
            assertTrue(!kept, "in the output as well");
          }
        });
  }

  /** The names of files of which there is a sample, or the first of many, among these ids. */
  private static Set<String> kept(List<HostileFile> files, Set<Long> ids) {
    Column name = functions.col("value");
    Set<String> kept = new HashSet<>();
    for (Row row :
        JobRun.spark()
            .createDataset(files.stream().map(HostileFile::name).toList(), Encoders.STRING())
            .select(
                name,
                functions.xxhash64(name),
                functions.xxhash64(functions.concat(name, functions.lit("#0"))))
            .collectAsList()) {
      if (ids.contains(row.getLong(1)) || ids.contains(row.getLong(2))) {
        kept.add(row.getString(0));
      }
    }
    return kept;
  }

  /** Runs the job; bad records go into the quarantine. */
  static JobRun augment(Path input, Path output, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "augment",
                "--input",
                input.toString(),
                "--output",
                output.toString(),
                "--kind",
                "spatial",
                "--drop",
                "0.3",
                "--seed",
                "42",
                "--on-error",
                "quarantine",
                "--max-pixels",
                Integer.toString(HostilePictures.MAX_PIXELS),
                "--progress",
                "none"));
    arguments.addAll(Arrays.asList(options));
    return JobRun.of(arguments.toArray(new String[0]));
  }
}
