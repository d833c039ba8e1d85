package org.dropshard.job.engine;

import java.io.Serializable;
import java.util.TreeMap;
import org.dropshard.format.PassedOver;

/**
 * What tasks said of their input.
 *
 * @param bad how many records were bad
 * @param reasons how many for each rule
 * @param manyPages how many files have more pages than one
 * @param unselected how many samples the input's selection left out
 * @param passed what archives hold besides samples
 */
public record Tally(
    long bad, TreeMap<String, Long> reasons, long manyPages, long unselected, PassedOver passed)
    implements Serializable {
  /** Of no record. */
  public static final Tally NONE = new Tally(0, new TreeMap<>(), 0, 0, new PassedOver());

  Tally plus(Tally more) {
    TreeMap<String, Long> rules = new TreeMap<>(reasons);
    more.reasons.forEach((rule, count) -> rules.merge(rule, count, Long::sum));
    PassedOver members = new PassedOver();
    members.add(passed);
    members.add(more.passed);
    return new Tally(
        bad + more.bad, rules, manyPages + more.manyPages, unselected + more.unselected, members);
  }
}
