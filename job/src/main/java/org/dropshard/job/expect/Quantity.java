package org.dropshard.job.expect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number as an expectation writes it.
 *
 * @param number as written, without its sign for percent
 * @param isPercentage whether it is a percentage of a whole
 * @param ofBaseline whether it is a part of the baseline's number of the same name
 */
record Quantity(double number, boolean isPercentage, boolean ofBaseline) {
  private static final Pattern PERCENTAGE = Pattern.compile("(\\S+)%(\\s+of\\s+baseline)?");

  /**
   * Reads a number, a percentage, {@code baseline} or a percentage of it.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static Quantity parse(String text) {
    if (text.equals("baseline")) {
      return new Quantity(100, false, true);
    }
    Matcher percentage = PERCENTAGE.matcher(text);
    if (percentage.matches()) {
      boolean ofBaseline = percentage.group(2) != null;
      return new Quantity(number(percentage.group(1)), !ofBaseline, ofBaseline);
    }
    return new Quantity(number(text), false, false);
  }

  private static double number(String text) {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(text + " is no number, percentage or baseline");
  }

  double factor() {
    return number / 100;
  }

  /** What it is for a number; NaN where the baseline has no such channel. */
  double of(Name.Value value, Optional<Facts> baseline) {
    if (ofBaseline) {
      return factor() * baseline.map(facts -> there(value, facts)).orElse(Double.NaN);
    }
    return isPercentage ? factor() * value.whole() : number;
  }

  private static double there(Name.Value value, Facts facts) {
    return Name.parse(value.of(), facts.numbers().containsKey("rows.out")).in(facts).stream()
        .findFirst()
        .map(Name.Value::number)
        .orElse(Double.NaN);
  }
}
