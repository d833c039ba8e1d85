package org.dropshard.job.config;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dropshard.job.error.JobException;

/**
 * Which samples of an input are taken, and which part of a split each belongs to.
 *
 * @param where an SQL expression over the input's columns that holds for what is taken; empty: all
 * @param limit the most samples, ≥ 1, the first by their ids as signed numbers; empty: all
 * @param sample the fraction that is taken, in [0, 1]; empty: all
 * @param split its parts, in order; none: there is no split
 * @param splitGroup the column whose samples stay together; empty: each sample goes by itself
 * @param seed of both, any value
 */
public record SelectConfig(
    Optional<String> where,
    Optional<Integer> limit,
    Optional<BigDecimal> sample,
    List<Part> split,
    Optional<String> splitGroup,
    long seed)
    implements Serializable {

  /** What changes which samples an output holds, or where. */
  public static final List<Setting> SETTINGS =
      List.of(
          Setting.WHERE,
          Setting.LIMIT,
          Setting.SAMPLE,
          Setting.SPLIT,
          Setting.SPLIT_GROUP,
          Setting.SPLIT_FILES,
          Setting.SELECT_SEED);

  /** The column that says which part a sample belongs to. */
  public static final String COLUMN = "split";

  private static final BigDecimal WORDS = new BigDecimal(BigInteger.ONE.shiftLeft(32));
  private static final BigDecimal HALF = new BigDecimal("0.5");

  /** One more fits in an array. */
  private static final int MOST_LIMIT = 1_000_000_000;

  /** Longer ones are hardly meant, and cost as many digits. */
  private static final int MOST_DIGITS = 40;

  /**
   * A part of a split.
   *
   * @param name letters, digits and {@code _}, the first a letter
   * @param end the fraction of all samples that lie in it or before it, in [0, 1]
   */
  public record Part(String name, BigDecimal end) implements Serializable {}

  /** Reads and checks the settings. */
  static SelectConfig of(Settings settings) {
    List<Part> split = settings.text(Setting.SPLIT).map(SelectConfig::parts).orElse(List.of());
    Optional<String> group = settings.text(Setting.SPLIT_GROUP);
    if (group.isPresent() && split.isEmpty()) {
      throw JobException.invalid("--split-group", group.get(), "there is no --split");
    }
    Share share = Share.parse(settings.required(Setting.SHARE));
    if (share.scope() == Share.Scope.GROUP && !split.isEmpty() && group.isEmpty()) {
      group = Optional.of(share.column());
    }
    Optional<String> where = settings.text(Setting.WHERE);
    if (!where.map(Resolved::masked).equals(where)) {
      throw JobException.invalid(
          "--where", where.get(), "it is recorded, and holds what looks like a credential");
    }
    return new SelectConfig(
        where,
        settings
            .text(Setting.LIMIT)
            .map(text -> AugmentConfig.positive(settings, Setting.LIMIT, MOST_LIMIT).intValue()),
        settings.text(Setting.SAMPLE).map(text -> fraction(Setting.SAMPLE, text, text)),
        split,
        group,
        settings.parsed(Setting.SELECT_SEED, Long::parseLong).orElseThrow());
  }

  private static BigDecimal fraction(Setting setting, String text, String value) {
    try {
      BigDecimal fraction = new BigDecimal(value.strip());
      if (fraction.signum() >= 0
          && fraction.compareTo(BigDecimal.ONE) <= 0
          && Math.abs((long) fraction.scale()) <= MOST_DIGITS) {
        return fraction;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw JobException.invalid(setting.option(), text, "a fraction is a number from 0 to 1");
  }

  private static List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
    BigDecimal end = BigDecimal.ZERO;
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = part.substring(0, Math.max(0, equals)).strip();
      if (!name.matches("[A-Za-z]\\w*") || parts.stream().anyMatch(p -> p.name.equals(name))) {
        throw JobException.invalid(
            "--split", text, "name=fraction for each part: train=0.8,val=0.1,test=0.1");
      }
      end = end.add(fraction(Setting.SPLIT, text, part.substring(equals + 1)));
      parts.add(new Part(name, end));
    }
    if (end.compareTo(BigDecimal.ONE) != 0) {
      throw JobException.invalid(
          "--split", text, "the parts add up to " + end.toPlainString() + ", not 1");
    }
    return List.copyOf(parts);
  }

  /** ⌊fraction · 2³² + ½⌋, in [0, 2³²]: as many words of 32 bits lie below. */
  public static long threshold(BigDecimal fraction) {
    return fraction.multiply(WORDS).add(HALF).toBigInteger().longValueExact();
  }

  /** Whether it takes everything, and splits nothing. */
  public boolean isAll() {
    return where.isEmpty() && limit.isEmpty() && sample.isEmpty() && split.isEmpty();
  }

  /** What of it can be said of the rows of an output. */
  public SelectConfig ofOutput() {
    return new SelectConfig(Optional.empty(), Optional.empty(), sample, split, splitGroup, seed);
  }

  /** In words. */
  public String label() {
    List<String> words = new ArrayList<>();
    where.ifPresent(words::add);
    sample.ifPresent(fraction -> words.add("sample " + fraction.toPlainString()));
    if (!split.isEmpty()) {
      words.add(
          "split "
              + split.stream().map(Part::name).collect(Collectors.joining(", "))
              + splitGroup.map(column -> " by " + column).orElse(""));
    }
    if (sample.isPresent() || !split.isEmpty()) {
      words.add("seed " + seed);
    }
    limit.ifPresent(n -> words.add("the first " + n));
    return String.join("; ", words);
  }
}
