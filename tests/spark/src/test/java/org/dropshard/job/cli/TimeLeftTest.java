package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
  private long nanos = 1_000_000_000_000L;
  private final TimeLeft left = new TimeLeft(() -> nanos);

  private OptionalLong after(double seconds, double share) {
    nanos += (long) (seconds * 1e9);
    return left.seconds(share);
  }

  @Test
  void nothingIsSaidBeforeAnybodyCanTell() {
    assertEquals("", left.text(0));
    assertTrue(after(1.9, 0.5).isEmpty(), "too soon");
    assertTrue(new TimeLeft(() -> nanos).seconds(0.5).isEmpty(), "the first look");
    TimeLeft slow = new TimeLeft(() -> nanos);
    slow.seconds(0.3);
    nanos += 60_000_000_000L;
    assertTrue(slow.seconds(0.319).isEmpty(), "too little was done");
  }

  @Test
  void evenWorkIsForetold() {
    after(0, 0);
    for (int second = 3; second < 100; second++) {
      long said = after(second == 3 ? 3 : 1, second / 100.0).getAsLong();
      assertEquals(100 - second, said, 1);
    }
    assertEquals(0, after(1, 1).getAsLong());
  }

  @Test
  void itNeverRises() {
    for (DoubleUnaryOperator share :
        new DoubleUnaryOperator[] {
          t -> t < 50 ? t / 100 : 0.5 + (t - 50) / 400, // slows down to a quarter
          t -> Math.min(1, t / 200 + (t > 100 ? 0.2 : 0)), // leaps
          t -> Math.floor(t / 25) * 25 / 250, // in steps
          t -> t < 30 ? t / 100 : 0.3 // stands still
        }) {
      TimeLeft one = new TimeLeft(() -> nanos);
      long before = Long.MAX_VALUE;
      for (int t = 0; t < 250; t++) {
        nanos += 1_000_000_000L;
        OptionalLong said = one.seconds(share.applyAsDouble(t));
        if (said.isPresent()) {
          assertTrue(said.getAsLong() <= before, "at " + t + " s: " + said + " after " + before);
          before = said.getAsLong();
          assertTrue(before >= 1 || share.applyAsDouble(t) >= 1, "at " + t + " s");
        }
      }
      assertTrue(before < 200, "something was said");
    }
  }

  @Test
  void longTimesAreMinutes() {
    after(0, 0);
    assertTrue(after(100, 0.1).isPresent());
    assertEquals(", 15 min left", left.text(0.1));
  }
}
