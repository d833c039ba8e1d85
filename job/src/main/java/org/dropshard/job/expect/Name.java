package org.dropshard.job.expect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dropshard.job.record.ChannelRecord;
import org.dropshard.job.record.SampleCounts;

/**
 * The name of a number: one of a run ({@code rows.bad}, {@code drop_rate}), or {@code
 * before.CHANNEL.STATISTIC} and {@code after.CHANNEL.STATISTIC}, where the channel is a number, a
 * colour, {@code all}, or {@code *} for each.
 *
 * @param text as it was written
 * @param channel empty of a run's number
 */
record Name(String text, boolean after, Optional<String> channel, Optional<Statistic> statistic) {

  private static final Pattern OF_CHANNEL =
      Pattern.compile("(before|after)\\.(\\d+|\\*|[a-z]+)\\.([a-z]+)");

  static final Set<String> OF_DATASET = with("rows.in", "rows.bad");

  /** How many labels, shapes or types there are, and in how many the baseline is another. */
  private static final Pattern OF_TRAIT = Pattern.compile("(\\w+)\\.(count|new|missing)");

  static final Set<String> OF_RUN =
      with(
          "rows.in",
          "rows.out",
          "rows.bad",
          "rows.duplicate_keys",
          "input.files",
          "input.skipped_files",
          "input.bytes",
          "output.shards",
          "output.bytes",
          "seconds",
          "units",
          "dropped",
          "drop_rate");

  private static Set<String> with(String... numbers) {
    Set<String> names = new TreeSet<>(List.of(numbers));
    for (SampleCounts.Trait trait : SampleCounts.Trait.values()) {
      names.add(trait.label() + ".count");
      names.add(trait.label() + ".new");
      names.add(trait.label() + ".missing");
    }
    return names;
  }

  private static final Set<String> CHANNELS =
      Set.of("*", "all", "red", "green", "blue", "alpha", "gray");

  /** The statistics of a channel. */
  enum Statistic {
    COUNT(ChannelRecord::count),
    MEAN(ChannelRecord::mean),
    VARIANCE(ChannelRecord::variance),
    STD(ChannelRecord::std),
    MIN(ChannelRecord::min),
    MAX(ChannelRecord::max),
    ZEROS(ChannelRecord::zeros),
    NAN(ChannelRecord::nan),
    INFINITE(ChannelRecord::infinite);

    final ToDoubleFunction<ChannelRecord> value;

    Statistic(ToDoubleFunction<ChannelRecord> value) {
      this.value = value;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads a name.
   *
   * @param ofRun whether a run was made, or a dataset only read
   * @throws IllegalArgumentException if there is no such name
   */
  static Name parse(String text, boolean ofRun) {
    Set<String> numbers = ofRun ? OF_RUN : OF_DATASET;
    if (numbers.contains(text)) {
      return new Name(text, false, Optional.empty(), Optional.empty());
    }
    Matcher parts = OF_CHANNEL.matcher(text);
    if (parts.matches() && (ofRun || parts.group(1).equals("before"))) {
      Optional<Statistic> statistic =
          Arrays.stream(Statistic.values())
              .filter(known -> known.label().equals(parts.group(3)))
              .findFirst();
      String channel = parts.group(2);
      boolean known = CHANNELS.contains(channel) || Character.isDigit(channel.charAt(0));
      if (known && statistic.isPresent()) {
        boolean after = parts.group(1).equals("after");
        return new Name(text, after, Optional.of(channel), statistic);
      }
    }
    throw new IllegalArgumentException(
        "no number is named "
            + text
            + "; there are "
            + numbers.stream().sorted().collect(Collectors.joining(", "))
            + " and "
            + (ofRun ? "before|after" : "before")
            + ".CHANNEL."
            + Arrays.stream(Statistic.values())
                .map(Statistic::label)
                .collect(Collectors.joining("|")));
  }

  /** A number, the whole that a percentage of it is a part of, and whose it is. */
  record Value(String of, double number, double whole) {}

  /** The numbers that the name means: one, or one for each channel; none if there is no channel. */
  List<Value> in(Facts facts) {
    if (statistic.isEmpty()) {
      double whole =
          text.startsWith("rows.")
              ? facts.numbers().get("rows.in")
              : text.equals("drop_rate") ? 1 : Double.NaN;
      return List.of(new Value(text, facts.numbers().getOrDefault(text, Double.NaN), whole));
    }
    List<ChannelRecord> channels = facts.channels(after);
    return facts.channels(channel.orElseThrow(), after).stream()
        .map(
            i ->
                new Value(
                    text.replace("*", channels.get(i).channel().asText()),
                    statistic.get().value.applyAsDouble(channels.get(i)),
                    channels.get(i).count()))
        .toList();
  }

  /** Whether it is of labels, shapes or types. */
  boolean ofTrait() {
    return channel.isEmpty() && OF_TRAIT.matcher(text).matches();
  }

  /** Whether it is how many of them are others than in the baseline. */
  boolean isChange() {
    return ofTrait() && !text.endsWith(".count");
  }

  /** Whether a percentage can be asked of the number: a count that is a part of another. */
  boolean isShare() {
    return statistic
        .map(
            s ->
                switch (s) {
                  case ZEROS, NAN, INFINITE -> true;
                  default -> false;
                })
        .orElse(text.startsWith("rows.") || text.equals("drop_rate"));
  }
}
