package org.dropshard.job.expect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dropshard.job.record.Finding;
import org.dropshard.job.record.SampleCounts;

/**
 * All that is expected of a run, or of a dataset that is only read.
 *
 * @param list the expectations
 * @param baseline an output to compare with, or {@link #LATEST}
 * @param drift how far channels may lie from the baseline's
 * @param warns whether a miss is told, and the run goes on
 * @param labelColumn the column of labels; empty: by its name
 */
public record Expectations(
    List<Expectation> list,
    Optional<String> baseline,
    Optional<Drift> drift,
    boolean warns,
    Optional<String> labelColumn) {

  /** Expectations of labels that are found by their column's name. */
  public Expectations(
      List<Expectation> list, Optional<String> baseline, Optional<Drift> drift, boolean warns) {
    this(list, baseline, drift, warns, Optional.empty());
  }

  /** The output as it was before the run. */
  public static final String LATEST = "latest";

  public static final Expectations NONE =
      new Expectations(List.of(), Optional.empty(), Optional.empty(), false);

  /**
   * Reads expectations.
   *
   * @param ofRun whether a run was made, or a dataset only read
   * @throws IllegalArgumentException naming the one that is none, and why
   */
  public static List<Expectation> parse(List<String> texts, boolean ofRun) {
    List<Expectation> list = new ArrayList<>();
    for (String text : texts) {
      try {
        list.add(Expectation.parse(text, ofRun));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(text + " (" + e.getMessage() + ")", e);
      }
    }
    return list;
  }

  /**
   * Reads the limits of drift.
   *
   * @throws IllegalArgumentException if they are none
   */
  public static Drift parseDrift(String text) {
    return Drift.parse(text);
  }

  /** The first expectation that needs a baseline. */
  public Optional<String> needingBaseline() {
    return list.stream().filter(Expectation::needsBaseline).findFirst().map(Expectation::text);
  }

  /** Whether labels, shapes or types have to be counted. */
  public boolean ofTraits() {
    return list.stream().anyMatch(expectation -> expectation.name().ofTrait());
  }

  /** The first expectation over labels, which need a column of them. */
  public Optional<String> ofLabels() {
    return list.stream()
        .map(Expectation::text)
        .filter(text -> text.startsWith(SampleCounts.Trait.LABELS.label()))
        .findFirst();
  }

  /** Whether the drop rate has to lie within its bound. */
  public boolean hasBound() {
    return list.stream().anyMatch(Expectation::isBound);
  }

  /**
   * Judges facts.
   *
   * @param there the baseline; empty if there is none yet, and what needs one is not judged
   */
  public List<Finding> judge(Facts found, Optional<Facts> there) {
    List<Finding> findings = new ArrayList<>();
    Facts compared = there.map(found::against).orElse(found);
    for (Expectation expectation : list) {
      findings.addAll(expectation.judge(compared, there));
    }
    if (drift.isPresent() && there.isPresent()) {
      findings.addAll(drift.get().judge(found, there.get()));
    }
    return findings;
  }
}
