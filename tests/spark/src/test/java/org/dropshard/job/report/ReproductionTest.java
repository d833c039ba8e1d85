package org.dropshard.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A command that a shell takes word for word, without what goes without saying. */
class ReproductionTest {
  private static String command(Map<String, Object> settings) {
    return Reproduction.command(new TreeMap<>(settings), List.of("in put/*", "it's"));
  }

  @Test
  void wordsAreQuotedForTheShell() {
    assertEquals(
        """
        job/bin/dropshard augment \\
          --input 'in put/*' 'it'\\''s' \\
          --seed 42 \\
          --output OUT""",
        command(Map.of("output", "OUT", "seed", "42")));
  }

  @Test
  void defaultsAndHowTheRunWentAreLeftOut() {
    assertEquals(
        command(Map.of("output", "OUT")),
        command(
            Map.of(
                "output",
                "OUT",
                "copies",
                "1",
                "if-exists",
                "append",
                "run-id",
                "night",
                "incremental",
                "false")));
  }

  @Test
  void theWayBackTakesTheRunsOwnFromIt() {
    assertEquals(
        """
        job/bin/dropshard backward \\
          --input 'in put/*' 'it'\\''s' \\
          --run OUT \\
          --output DX""",
        command(Map.of("run", "OUT", "output", "DX", "kind", "spatial", "layout", "CHW")));
  }
}
