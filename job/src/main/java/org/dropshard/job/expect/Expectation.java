package org.dropshard.job.expect;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dropshard.job.record.DropRate;
import org.dropshard.job.record.Finding;

/**
 * One expectation:
 *
 * <pre>
 * NAME &lt;=|&lt;|&gt;=|&gt;|=|!= QUANTITY
 * NAME within QUANTITY of QUANTITY
 * drop_rate within bound
 * </pre>
 *
 * <p>A quantity is a number, a percentage ({@code 0.1%}), {@code baseline}, the number of that name
 * there, or a percentage of it ({@code 90% of baseline}). The percentage of a number that is
 * compared is one of its whole: of the samples read for {@code rows}, of a channel's values for
 * {@code zeros}, {@code nan} and {@code infinite}; after {@code within} it is one of what follows
 * {@code of}. The bound is that of {@link DropRate#bound}, for all and for each copy and group that
 * has a probability of its own.
 *
 * @param text as it was written
 */
public record Expectation(String text, Name name, Test test) {
  private static final String QUANTITY = "(\\S+%\\s+of\\s+baseline|\\S+)";
  private static final Pattern COMPARED =
      Pattern.compile("([\\w.*]+)\\s*(<=|>=|!=|==?|<|>)\\s*" + QUANTITY);
  private static final Pattern WITHIN =
      Pattern.compile("([\\w.*]+)\\s+within\\s+(\\S+)\\s+of\\s+" + QUANTITY);
  private static final Pattern BOUND = Pattern.compile("drop_rate\\s+within\\s+bound");

  /** What is asked of a number. */
  sealed interface Test {}

  record Compared(String operator, Quantity to) implements Test {}

  record Within(Quantity distance, Quantity of) implements Test {}

  record Bound() implements Test {}

  /**
   * Reads an expectation.
   *
   * @param ofRun whether a run was made, or a dataset only read
   * @throws IllegalArgumentException if it is none
   */
  static Expectation parse(String text, boolean ofRun) {
    String stripped = text.strip();
    if (ofRun && BOUND.matcher(stripped).matches()) {
      return new Expectation(stripped, Name.parse("drop_rate", true), new Bound());
    }
    Matcher within = WITHIN.matcher(stripped);
    if (within.matches()) {
      Quantity distance = Quantity.parse(within.group(2));
      Quantity of = Quantity.parse(within.group(3));
      if (distance.ofBaseline() || of.isPercentage()) {
        throw new IllegalArgumentException("within NUMBER or P% of NUMBER or baseline");
      }
      return new Expectation(
          stripped, Name.parse(within.group(1), ofRun), new Within(distance, of));
    }
    Matcher compared = COMPARED.matcher(stripped);
    if (!compared.matches()) {
      throw new IllegalArgumentException("NAME <=|<|>=|>|=|!= NUMBER, or NAME within P% of NUMBER");
    }
    Name name = Name.parse(compared.group(1), ofRun);
    Quantity to = Quantity.parse(compared.group(3));
    if (to.isPercentage() && !name.isShare()) {
      throw new IllegalArgumentException(
          "a percentage of what? " + name.text() + " is no part of a whole");
    }
    String operator = compared.group(2).equals("==") ? "=" : compared.group(2);
    return new Expectation(stripped, name, new Compared(operator, to));
  }

  /** Whether it cannot be judged without a baseline. */
  boolean needsBaseline() {
    return name.isChange()
        || test instanceof Compared compared && compared.to.ofBaseline()
        || test instanceof Within within && within.of.ofBaseline();
  }

  boolean isBound() {
    return test instanceof Bound;
  }

  /** Judges facts: one finding, or one for each channel that the name means. */
  List<Finding> judge(Facts facts, Optional<Facts> baseline) {
    if (needsBaseline() && baseline.isEmpty()) {
      return List.of();
    }
    if (isBound()) {
      return facts.rates().stream().map(Expectation::bounded).toList();
    }
    List<Name.Value> values = name.in(facts);
    if (values.isEmpty()) {
      return List.of(
          new Finding(
              text, Double.NaN, "a channel of " + facts.channels(name.after()).size(), false));
    }
    List<Finding> findings = new ArrayList<>();
    for (Name.Value value : values) {
      String own =
          text.replaceFirst(Pattern.quote(name.text()), Matcher.quoteReplacement(value.of()));
      Finding finding = judge(own, value, baseline);
      findings.add(finding.met() ? finding : finding.naming(facts.named(name.text())));
    }
    return findings;
  }

  /** An end of a range, in digits that its width is worth. */
  private static String shown(double end, double distance) {
    if (!(distance > 0) || !Double.isFinite(end)) {
      return Finding.number(end);
    }
    int digits = 4 - (int) Math.ceil(Math.log10(distance));
    return Finding.number(
        new BigDecimal(end).setScale(digits, RoundingMode.HALF_EVEN).doubleValue());
  }

  private Finding judge(String own, Name.Value value, Optional<Facts> baseline) {
    double found = value.number();
    if (test instanceof Compared compared) {
      double to = compared.to.of(value, baseline);
      boolean met =
          switch (compared.operator) {
            case "<=" -> found <= to;
            case ">=" -> found >= to;
            case "<" -> found < to;
            case ">" -> found > to;
            case "=" -> found == to;
            default -> found != to && !Double.isNaN(found);
          };
      return new Finding(own, found, compared.operator + " " + Finding.number(to), met);
    }
    Within within = (Within) test;
    double center = within.of.of(value, baseline);
    double distance =
        within.distance.isPercentage()
            ? within.distance.factor() * Math.abs(center)
            : within.distance.number();
    return within(own, found, center - distance, center + distance, distance);
  }

  private static Finding bounded(DropRate rate) {
    String own = rate.of().replace("drop rate", "drop_rate") + " within bound";
    double least = Math.max(0, rate.p() - rate.bound());
    double most = Math.min(1, rate.p() + rate.bound());
    return within(own, rate.found(), least, most, rate.bound());
  }

  private static Finding within(
      String own, double found, double least, double most, double distance) {
    return new Finding(
        own,
        found,
        shown(least, distance) + " to " + shown(most, distance),
        found >= least && found <= most);
  }
}
