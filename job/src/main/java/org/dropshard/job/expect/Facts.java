package org.dropshard.job.expect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dropshard.job.record.ChannelRecord;
import org.dropshard.job.record.DropRate;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.SampleCounts.Trait;
import org.dropshard.job.record.StatsRecord;
import org.dropshard.stats.ValueHistogram;

/**
 * What is known of a dataset.
 *
 * @param numbers by the names that {@link Name} has
 * @param columns of a run's shards, as DDL; empty of a dataset that was only read
 * @param channelNames colours by number, where channels are those of pictures
 * @param before statistics of the samples, by channel
 * @param after statistics of all copies; empty of a dataset that was only read
 * @param histograms of the samples, of the first channels
 * @param counts of their labels, shapes and types; empty where they were not counted
 * @param others labels, shapes and types that are new or missing against a baseline
 * @param rates how often units were dropped and should be
 */
public record Facts(
    Map<String, Double> numbers,
    String columns,
    List<String> channelNames,
    List<ChannelRecord> before,
    List<ChannelRecord> after,
    List<ValueHistogram> histograms,
    Optional<SampleCounts> counts,
    Map<String, Set<String>> others,
    List<DropRate> rates) {

  private static final Map<String, List<String>> COLOURS =
      Map.of(
          "rgb", List.of("red", "green", "blue"),
          "rgba", List.of("red", "green", "blue", "alpha"),
          "gray", List.of("gray"));

  /** Of a run. */
  public static Facts of(RunRecord run, StatsRecord stats, List<ValueHistogram> histograms) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("rows.in", (double) run.rows().in());
    numbers.put("rows.out", (double) run.rows().out());
    numbers.put("rows.bad", (double) run.rows().bad());
    numbers.put("rows.duplicate_keys", (double) run.rows().duplicateKeys());
    numbers.put("input.files", (double) run.input().files());
    numbers.put("input.skipped_files", (double) run.input().skippedFiles());
    numbers.put("input.bytes", (double) run.input().bytes());
    numbers.put("output.shards", (double) run.output().shards());
    numbers.put("output.bytes", (double) run.output().bytes());
    numbers.put("seconds", run.timings().seconds());
    numbers.put("units", (double) stats.after().units());
    numbers.put("dropped", (double) stats.after().dropped());
    numbers.put("drop_rate", stats.after().dropRate());
    List<String> colours =
        run.input().format().equals("images")
            ? COLOURS.getOrDefault(String.valueOf(run.config().get("channels")), List.of())
            : List.of();
    return new Facts(
        numbers,
        run.output().columns(),
        colours,
        stats.before().channels(),
        stats.after().channels(),
        histograms,
        Optional.empty(),
        Map.of(),
        List.of());
  }

  /** Of a dataset that was only read. */
  public static Facts of(
      long in, long bad, List<ChannelRecord> channels, List<ValueHistogram> histograms) {
    return new Facts(
        Map.of("rows.in", (double) in, "rows.bad", (double) bad),
        "",
        List.of(),
        channels,
        List.of(),
        histograms,
        Optional.empty(),
        Map.of(),
        List.of());
  }

  /** The same with counts of labels, shapes and types. */
  public Facts withCounts(Optional<SampleCounts> counted) {
    Map<String, Double> more = new LinkedHashMap<>(numbers);
    for (Trait trait : Trait.values()) {
      counted
          .filter(known -> !known.isTooMany(trait))
          .ifPresent(
              known -> more.put(trait.label() + ".count", (double) known.values(trait).size()));
    }
    return new Facts(
        more, columns, channelNames, before, after, histograms, counted, Map.of(), rates);
  }

  /** The same with how often units should have been dropped. */
  public Facts withRates(List<DropRate> asked) {
    return new Facts(
        numbers, columns, channelNames, before, after, histograms, counts, others, asked);
  }

  /** The same with how many labels, shapes and types are others than in a baseline. */
  Facts against(Facts there) {
    Map<String, Double> more = new LinkedHashMap<>(numbers);
    Map<String, Set<String>> others = new LinkedHashMap<>();
    for (Trait trait : Trait.values()) {
      if (isCounted(trait) && there.isCounted(trait)) {
        put(trait.label() + ".new", minus(trait, there), more, others);
        put(trait.label() + ".missing", there.minus(trait, this), more, others);
      }
    }
    return new Facts(more, columns, channelNames, before, after, histograms, counts, others, rates);
  }

  private static void put(
      String name, Set<String> values, Map<String, Double> numbers, Map<String, Set<String>> all) {
    numbers.put(name, (double) values.size());
    all.put(name, values);
  }

  private boolean isCounted(Trait trait) {
    return counts.filter(known -> !known.isTooMany(trait)).isPresent();
  }

  private Set<String> minus(Trait trait, Facts other) {
    Set<String> values = new TreeSet<>(counts.orElseThrow().values(trait));
    values.removeAll(other.counts.orElseThrow().values(trait));
    return values;
  }

  /** Which values a number counts, where it counts changed ones. */
  Set<String> named(String number) {
    return others.getOrDefault(number, Set.of());
  }

  List<ChannelRecord> channels(boolean after) {
    return after ? this.after : before;
  }

  /** The channels that a name means: those of a number or colour, or all; none if there is none. */
  List<Integer> channels(String name, boolean after) {
    List<ChannelRecord> all = channels(after);
    return IntStream.range(0, all.size())
        .filter(
            i ->
                name.equals("*")
                    || name.equals(all.get(i).channel().asText())
                    || i < channelNames.size() && name.equals(channelNames.get(i)))
        .boxed()
        .toList();
  }
}
