package org.dropshard.job.verify;

import java.util.List;
import org.dropshard.job.augment.SameRecipe;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.DropoutRecord;
import org.dropshard.job.record.Json;

/** Holds what run.json says in the open against what its settings come to. */
final class RecipeCheck {
  private RecipeCheck() {}

  /**
   * Checks facts that follow from the settings.
   *
   * @throws JobException naming the first that does not
   */
  static void facts(PastRun past, AugmentConfig config) {
    SameRecipe.difference(past.run(), config)
        .ifPresent(
            other -> {
              throw past.account()
                  .invalid(
                      Account.RUN,
                      other.field() + ": " + other.past() + ", config says " + other.next());
            });
  }

  /** Weights that were read from files have to be the ones that the run read. */
  static void weights(PastRun past, AugmentConfig config, Differences differences) {
    List<PipelineStep> steps = config.pipeline().steps();
    if (past.run().dropout().steps().size() != steps.size()) {
      throw past.account().invalid(Account.RUN, "dropout.steps: not those of config");
    }
    for (int i = 0; i < steps.size(); i++) {
      DropoutRecord.Step said = past.run().dropout().steps().get(i);
      steps
          .get(i)
          .files()
          .forEach(
              (name, sha256) ->
                  differences.compare(
                      name + " of step " + said.step(),
                      said.parameters().get(name),
                      Json.tree("sha256:" + sha256)));
    }
  }
}
