package org.dropshard.job.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What a name that is unknown was probably meant to be. */
final class Nearest {
  private Nearest() {}

  /** The known name that takes the fewest changed letters, if those are no more than half of it. */
  static Optional<String> of(String name, Collection<String> known) {
    LevenshteinDistance distance = new LevenshteinDistance((name.length() + 1) / 2);
    return known.stream()
        .filter(candidate -> distance.apply(name, candidate) >= 0)
        .min(Comparator.comparingInt(candidate -> distance.apply(name, candidate)));
  }

  /** {@code "did you mean …? "}, or nothing. */
  static String hint(Optional<String> meant) {
    return meant.map(name -> "did you mean " + name + "? ").orElse("");
  }
}
