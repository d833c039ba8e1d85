package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.dropshard.job.engine.Phase;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final OptionalDouble UNKNOWN = OptionalDouble.empty();

  private static ProgressLine line(Phase phase, OptionalDouble share, long samples, String left) {
    return new ProgressLine(phase, share, samples, 2_000_000 * samples, 1, 4, left);
  }

  @Test
  void beforeTheFirstPhaseNothingIsCounted() {
    assertEquals("looking at the input, 4 s", line(null, UNKNOWN, 0, "").plain());
    assertEquals("looking at the input, 4 s", line(null, UNKNOWN, 0, "").bar());
  }

  @Test
  void nothingHasNoRate() {
    assertEquals(
        "  0%, 0 samples, 1 bad", line(new Phase(1, 1), OptionalDouble.of(0), 0, "").plain());
    assertEquals("batch 3, 0 samples, 1 bad", line(new Phase(3, 0), UNKNOWN, 0, "").plain());
  }

  @Test
  void theShareIsRoundedDown() {
    assertEquals(
        " 99%, 20 samples, 5 samples/s, 10 MB/s, 1 bad, 1 s left",
        line(new Phase(1, 1), OptionalDouble.of(0.999), 20, ", 1 s left").plain());
    assertEquals(
        "[=================== ]  99%  20 samples, 5/s, 10 MB/s, 1 bad, 1 s left",
        line(new Phase(1, 1), OptionalDouble.of(0.999), 20, ", 1 s left").bar());
    assertTrue(
        line(new Phase(1, 1), OptionalDouble.of(1), 20, "")
            .bar()
            .startsWith("[====================] 100%  "));
  }

  @Test
  void aBarFitsOnALine() {
    ProgressLine much =
        new ProgressLine(
            new Phase(1, 2),
            OptionalDouble.of(0.123),
            987_654_321_012L,
            Long.MAX_VALUE,
            123_456_789,
            7,
            ", 99 min left");
    assertEquals(ProgressLine.WIDTH, much.bar().length());
  }
}
