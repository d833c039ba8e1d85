package org.dropshard.job.recipe;

import org.dropshard.dropout.DropProbability;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.random.Keystream;

/** Whether a step is applied to a copy of a sample. Not thread-safe. */
public final class StepChoice {
  private final Keystream words = new Keystream();
  private final int[] word = new int[1];

  /**
   * Decides.
   *
   * @param id decides the sample's masks
   */
  public boolean applies(PipelineStep step, long seed, long id, int copy) {
    if (step.apply() == 1) {
      return true;
    }
    words.start(seed, id, step.applyStream(copy), 1);
    words.next(word, 0, 1);
    return Integer.toUnsignedLong(word[0]) < new DropProbability(step.apply()).threshold();
  }
}
