package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.dropshard.tensor.Layout;

/**
 * {@code stats.json}: per channel, before and after dropout. What is not a number (the mean of
 * nothing) is null there and NaN here.
 *
 * @param splits the same of each part of a split; absent: there is no split
 */
public record StatsRecord(
    Before before,
    After after,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Split> splits,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {

  public StatsRecord {
    others = Rule.orNone(others);
  }

  /**
   * Statistics of the samples.
   *
   * @param normalize what models normalize by; absent where samples differ in their scale, and
   *     where some are of a run whose version did not tell
   * @param by those of each value of a column, where that was asked for; else absent
   */
  public record Before(
      List<ChannelRecord> channels,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<NormalizationRecord> normalize,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<ValueParts.Value> by,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Before {
      others = Rule.orNone(others);
    }

    static Before of(ShardSummary summary, Layout layout) {
      return new Before(
          ChannelRecord.of(summary.before, layout),
          NormalizationRecord.of(summary.before, layout),
          summary.by.before(layout),
          Map.of());
    }
  }

  /**
   * Statistics of all copies.
   *
   * @param normalize as before
   * @param units what could be dropped
   * @param dropped how many were
   * @param dropRate their share; NaN if there were no units
   * @param groups the same by group, where channels fail in groups; else absent
   * @param levels the same and the channels by copy, where copies have probabilities of their own;
   *     else absent
   * @param by the channels by value of a column, where that was asked for; else absent
   * @param also the columns of other tensors that are dropped with the samples'; absent: none are
   */
  public record After(
      List<ChannelRecord> channels,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<NormalizationRecord> normalize,
      long units,
      long dropped,
      double dropRate,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Group> groups,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Level> levels,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<ValueParts.Value> by,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Also> also,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public After {
      Rule.natural("units", units);
      Rule.that(dropped >= 0 && dropped <= units, "dropped", "not 0 to units");
      others = Rule.orNone(others);
    }

    /** Of what is known of shards. */
    public static After of(ShardSummary summary, Layout layout) {
      return new After(
          ChannelRecord.of(summary.after, layout),
          NormalizationRecord.of(summary.after, layout),
          summary.units,
          summary.dropped,
          summary.dropped / (double) summary.units,
          summary.groups.isEmpty()
              ? null
              : summary.groups.entrySet().stream()
                  .map(group -> Group.of(group.getKey(), group.getValue()))
                  .toList(),
          summary.levels.isEmpty()
              ? null
              : summary.levels.entrySet().stream()
                  .map(level -> Level.of(level.getKey(), level.getValue(), layout))
                  .toList(),
          summary.by.after(layout),
          summary.also.isEmpty()
              ? null
              : summary.also.entrySet().stream()
                  .map(also -> Also.of(also.getKey(), also.getValue()))
                  .toList(),
          Map.of());
    }
  }

  /** One copy of each sample. */
  public record Level(
      int copy, List<ChannelRecord> channels, long units, long dropped, double dropRate) {
    static Level of(int copy, SummaryPart part, Layout layout) {
      return new Level(
          copy,
          ChannelRecord.of(part.after, layout),
          part.units,
          part.dropped,
          part.dropped / (double) part.units);
    }
  }

  /**
   * How often a group was dropped.
   *
   * @param group its name
   * @param units the samples' copies
   */
  public record Group(String group, long units, long dropped, double dropRate) {
    static Group of(String name, SummaryPart part) {
      return new Group(name, part.units, part.dropped, part.dropped / (double) part.units);
    }
  }

  /**
   * A part of a split.
   *
   * @param split its name
   */
  public record Split(String split, long samples, long rows, Before before, After after) {
    static Split of(String name, ShardSummary part, Layout layout) {
      return new Split(
          name, part.samples, part.rows, Before.of(part, layout), After.of(part, layout));
    }
  }

  /**
   * A column of other tensors.
   *
   * @param column its name
   * @param units places, or elements where channels are named
   * @param digest of the column, as {@link RowDigest} has it
   */
  public record Also(String column, long units, long dropped, double dropRate, String digest) {
    public Also {
      Rule.digest("digest", digest);
    }

    static Also of(String column, AlsoPart part) {
      return new Also(
          column, part.units, part.dropped, part.dropped / (double) part.units, part.digest.hex());
    }
  }

  /** Of what is known of shards. */
  public static StatsRecord of(ShardSummary summary, Layout layout) {
    return new StatsRecord(
        Before.of(summary, layout),
        After.of(summary, layout),
        summary.splits.isEmpty()
            ? null
            : summary.splits.entrySet().stream()
                .map(part -> Split.of(part.getKey(), part.getValue(), layout))
                .toList(),
        Map.of());
  }
}
