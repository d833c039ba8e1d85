package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.dropshard.job.Contract;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first samples by their ids are taken, in every format and any partitioning. */
class LimitTest {
  private static final int SAMPLE = 1 << 31;

  @TempDir static Path folder;
  private static Selections inputs;

  @BeforeAll
  static void write() throws IOException {
    inputs = new Selections(folder);
  }

  @ParameterizedTest
  @MethodSource("org.dropshard.job.augment.Selections#formats")
  void theFirstSamplesByIdInAnyPartitioning(String call) throws IOException {
    String input = call.split(" ")[0];
    String how = call.substring(input.length());
    List<Long> ids =
        Selections.rows(inputs.all(input, how)).stream()
            .map(row -> row.<Long>getAs("sample_id"))
            .distinct()
            .sorted()
            .toList();
    for (int partitions : new int[] {1, 64}) {
      Path output = inputs.augment(input, how + " --limit 5", partitions);
      JsonNode run = JobRun.json(output, "run.json");
      assertEquals(
          ids.subList(0, 5),
          Selections.rows(output).stream()
              .map(row -> row.<Long>getAs("sample_id"))
              .distinct()
              .sorted()
              .toList());
      assertEquals(ids.get(4), run.at("/selection/last_id").asLong());
      assertEquals(ids.size() - 5, run.at("/selection/unselected").asInt());
      if (partitions == 64) {
        inputs.verified(output, input);
      }
    }
  }

  @Test
  void theFirstOfWhatElseIsSelected() throws IOException {
    Path output = folder.resolve("first");
    List<String> call = new ArrayList<>(List.of("--where", "id >= 0", "--sample", "0.7"));
    call.addAll(
        List.of((Selections.COMMON + " --kind spatial --key id --limit 4").strip().split(" +")));
    JobRun.augment(folder.resolve("parquet"), output, call.toArray(new String[0]));
    List<Long> ids =
        Selections.rows(output).stream()
            .map(row -> row.<Long>getAs("sample_id"))
            .distinct()
            .sorted()
            .toList();
    List<Long> expected =
        LongStream.range(0, Selections.SAMPLES)
            .filter(id -> !Contract.keep(0, id, SAMPLE, 0.7, 1)[0])
            .limit(4)
            .boxed()
            .toList();
    assertEquals(expected, ids);
    assertEquals(
        Selections.SAMPLES - 4,
        JobRun.json(output, "run.json").at("/selection/unselected").asInt());
    inputs.verified(output, "parquet");
    call.addAll(
        List.of("--input", folder.resolve("parquet").toString(), "--output", output + "-planned"));
    call.add(0, "plan");
    JobRun plan = JobRun.of(call.toArray(new String[0]));
    assertTrue(plan.out().contains("the first 4: 4 of 24 samples"), plan.out() + plan.err());
  }
}
