package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.job.JobRun;
import org.dropshard.job.Tables;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Runs of steps over one small table. */
abstract class StepRuns {
  static final int SAMPLES = 24;
  static final int[] SHAPE = {8, 6, 4};

  @TempDir static Path folder;
  static Path table;

  @BeforeAll
  static void write() {
    table = folder.resolve("in.parquet");
    Tables.write(table, SAMPLES, SHAPE, StepRuns::value);
  }

  static double value(long id, int i) {
    return Math.sin(1 + id * 200 + i) + 2;
  }

  static Path run(String... options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    List<String> all = new ArrayList<>(List.of("--key", "id", "--seed", "9"));
    if (!List.of(options).contains("--layout") && !List.of(options).contains("--preset")) {
      all.addAll(List.of("--layout", "CHW"));
    }
    all.addAll(List.of(options));
    JobRun.augment(table, output, all.toArray(new String[0]));
    return output;
  }

  static String digest(Path output) throws IOException {
    return JobRun.json(output, "run.json").get("digest").asText();
  }

  static void verified(Path output) {
    for (String[] arguments :
        new String[][] {
          {"verify", output.toString()}, {"verify", output.toString(), "--input", table.toString()}
        }) {
      JobRun run = JobRun.of(arguments);
      assertEquals(ExitCode.DONE, run.code(), run.err());
    }
  }
}
