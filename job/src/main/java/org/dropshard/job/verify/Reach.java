package org.dropshard.job.verify;

import java.io.Serializable;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Pipeline;
import org.dropshard.step.Step;

/**
 * How far an output alone tells what was done to it. The dropped units of the last step that drops
 * can be found again, if what came after it only moves values about (and of a gradient, those of
 * the first). All else takes the input.
 *
 * @param stage whose mask is looked for; −1: there is none
 * @param sees whether its dropped units can be found in the values
 * @param counts whether the shape that it saw is known, and so how many units there are
 * @param words what is checked, for people
 */
record Reach(int stage, boolean sees, boolean counts, String words) implements Serializable {

  static Reach of(AugmentConfig config) {
    Pipeline pipeline = config.pipeline();
    boolean back = config.run().isPresent();
    int stage = back ? pipeline.countedBackward() : pipeline.counted();
    int last = pipeline.stages().size() - 1;
    if (stage < 0) {
      return new Reach(stage, false, true, "none to make again: these steps drop nothing");
    }
    boolean sees = true;
    boolean counts = true;
    for (int i = back ? 0 : last; i != stage; i += back ? 1 : -1) {
      Step step = pipeline.step(i);
      sees &= step.inverse().isPresent();
      counts &= back || step.inverse().isPresent() || !step.name().equals("convolution");
    }
    String name = pipeline.step(stage).name();
    if (!sees) {
      return new Reach(
          stage, false, counts, "of " + name + " not seen behind later steps: only --input tells");
    }
    String others = pipeline.stages().size() > 1 ? " of " + name + ", step " + (stage + 1) : "";
    String rest =
        pipeline.stages().size() > 1 ? " (what the other steps did only --input tells)" : "";
    return new Reach(stage, true, counts, "made again from the seed" + others + rest);
  }
}
