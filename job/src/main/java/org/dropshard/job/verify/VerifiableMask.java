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
 * @param step whose mask is looked for; −1: there is none
 * @param sees whether its dropped units can be found in the values
 * @param counts whether the shape that it saw is known, and so how many units there are
 * @param units whether results tell which units have no data, and so how many are counted
 * @param exact whether the values are those that were written
 * @param words what is checked, for people
 */
record VerifiableMask(
    int step, boolean sees, boolean counts, boolean units, boolean exact, String words)
    implements Serializable {

  static VerifiableMask of(AugmentConfig config) {
    Pipeline pipeline = config.pipeline();
    boolean back = config.run().isPresent();
    int masked = back ? pipeline.countedBackward() : pipeline.counted();
    if (!config.shards().isExact()) {
      return new VerifiableMask(
          masked,
          false,
          false,
          true,
          false,
          "not made again, nor digest and statistics: jpeg restores no value exactly, dropped ones"
              + " neither");
    }
    int last = pipeline.steps().size() - 1;
    if (masked < 0) {
      return new VerifiableMask(
          masked, false, true, true, true, "none to make again: these steps drop nothing");
    }
    boolean units = back || config.nodata().filter(pipeline::fills).isEmpty();
    boolean sees = true;
    boolean counts = true;
    for (int i = back ? 0 : last; i != masked; i += back ? 1 : -1) {
      Step step = pipeline.step(i);
      sees &= step.inverse().isPresent();
      counts &= back || step.inverse().isPresent() || !step.changesShape();
    }
    if (back && pipeline.step(masked).needsInput()) {
      sees = false;
      counts = false;
    }
    String name = pipeline.step(masked).name();
    if (!sees) {
      return new VerifiableMask(
          masked,
          false,
          counts,
          units,
          true,
          "of " + name + " not seen behind later steps: only --input tells");
    }
    String others = pipeline.steps().size() > 1 ? " of " + name + ", step " + (masked + 1) : "";
    String rest =
        pipeline.steps().size() > 1 ? " (what the other steps did only --input tells)" : "";
    return new VerifiableMask(
        masked,
        true,
        counts,
        units,
        true,
        "made again from the seed"
            + others
            + rest
            + (units ? "" : " (how many units have no data only the account tells)"));
  }
}
