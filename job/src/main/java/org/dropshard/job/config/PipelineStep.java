package org.dropshard.job.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.dropshard.step.Draw;
import org.dropshard.step.Step;

/**
 * A step in its place.
 *
 * @param levels what is done to each copy; one: to all alike
 * @param stream the step's own number, in [0, 64): copy c draws from stream number · 2²⁴ + c
 * @param apply the probability that the step is applied to a sample at all: decided by word 0 of
 *     stream (64 + number) · 2²⁴ + c, below ⌊apply · 2³² + ½⌋
 * @param files the digests of files that parameters were read from, by parameter
 */
public record PipelineStep(List<Step> levels, int stream, double apply, Map<String, String> files)
    implements Serializable {
  /** Step numbers below this. */
  static final int STREAMS = 64;

  /** Copies fit below the step's number. */
  public static final int MOST_COPIES = 1 << 24;

  public PipelineStep {
    levels = List.copyOf(levels);
  }

  /** What is done to the first copy, which differs from the others in its probability alone. */
  public Step step() {
    return levels.get(0);
  }

  /** What is done to a copy. */
  public Step step(int copy) {
    return levels.size() == 1 ? step() : levels.get(copy);
  }

  /** Where copy {@code copy} of a sample draws from. */
  public Draw draw(long seed, long id, int copy) {
    return new Draw(seed, id, stream * MOST_COPIES + copy);
  }

  /** The stream whose first word says whether the step is applied. */
  public int applyStream(int copy) {
    return (STREAMS + stream) * MOST_COPIES + copy;
  }
}
