package org.dropshard.job.config;

import java.util.List;
import java.util.Optional;
import org.dropshard.job.error.JobException;
import org.dropshard.job.expect.Expectations;

/** Reads what is expected. */
public final class ExpectConfig {
  private ExpectConfig() {}

  /**
   * What is expected of a dataset that is only read.
   *
   * @throws JobException if it cannot be judged there
   */
  public static Expectations ofDataset(Settings settings) {
    Expectations expectations = of(settings, false);
    if (expectations.baseline().filter(Expectations.LATEST::equals).isPresent()) {
      throw JobException.invalid("--baseline", "latest", "stats has no output: name one");
    }
    if (expectations.drift().filter(drift -> drift.histogram().isPresent()).isPresent()) {
      throw JobException.invalid("--max-drift", "histogram", "stats has mean and std");
    }
    return expectations;
  }

  /**
   * What is expected of a run.
   *
   * @param pipeline what is done to each sample
   * @throws JobException if it cannot be judged of such a run
   */
  static Expectations ofRun(Settings settings, Pipeline pipeline) {
    Expectations expectations = of(settings, true);
    if (expectations.hasBound()
        && (pipeline.dropRate().isEmpty() && pipeline.dropRates().isEmpty()
            || pipeline.mode() != Mode.TRAIN
            || !settings.required(Setting.SHARE).equals("sample"))) {
      throw JobException.invalid(
          "--expect",
          "drop_rate within bound",
          "where each unit is dropped by a probability of its own, and each sample by itself");
    }
    return expectations;
  }

  private static Expectations of(Settings settings, boolean ofRun) {
    Optional<String> baseline = settings.text(Setting.BASELINE);
    Expectations expectations =
        new Expectations(
            settings
                .parsed(
                    Setting.EXPECT,
                    text -> Expectations.parse(settings.list(Setting.EXPECT), ofRun))
                .orElse(List.of()),
            baseline,
            settings.parsed(Setting.MAX_DRIFT, Expectations::parseDrift),
            AugmentConfig.choice(settings, Setting.ON_MISS, "fail", "warn").equals("warn"),
            settings.text(Setting.LABEL_COLUMN));
    if (expectations.labelColumn().isPresent() && !expectations.ofTraits()) {
      throw JobException.invalid(
          "--label-column", expectations.labelColumn().get(), "no --expect is of labels");
    }
    Optional<String> needs =
        expectations.drift().isPresent()
            ? settings.text(Setting.MAX_DRIFT)
            : expectations.needingBaseline();
    if (baseline.isEmpty() && needs.isPresent()) {
      throw JobException.usage("Missing --baseline RUN (" + needs.get() + " is against one)");
    }
    if (baseline.isPresent() && needs.isEmpty()) {
      throw JobException.invalid(
          "--baseline", baseline.get(), "no --max-drift or --expect needs one");
    }
    return expectations;
  }
}
