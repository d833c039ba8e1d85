package org.dropshard.job.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dropshard.stats.ChannelStats;
import org.dropshard.stats.Normalization;
import org.dropshard.tensor.Layout;

/**
 * What the configuration of a model normalizes a channel by, as {@link Normalization} has it.
 *
 * @param channel its number, or {@code all} where no axis counts channels
 */
public record NormalizationRecord(
    JsonNode channel, long scale, double mean, double std, double meanOfSampleStd) {
  /** The section that holds them. */
  private static final String SECTION = "normalize";

  /**
   * The channels, in order; null where samples differ in their scale, or some were added up before
   * there was this section.
   */
  public static List<NormalizationRecord> of(ChannelStats stats, Layout layout) {
    List<NormalizationRecord> channels =
        stats.normalizations().stream().map(channel -> of(channel, layout)).toList();
    return channels.isEmpty() ? null : channels;
  }

  private static NormalizationRecord of(Normalization of, Layout layout) {
    return new NormalizationRecord(
        ChannelRecord.name(of.channel(), layout),
        of.scale(),
        of.mean(),
        of.std(),
        of.meanOfSampleStd());
  }

  /**
   * Whether statistics are what was said of them, which may lack this section: earlier outputs do.
   */
  public static boolean isAsSaid(Object said, Object is) {
    JsonNode saidTree = Json.tree(said);
    JsonNode isTree = Json.tree(is);
    leaveOut(saidTree, isTree);
    return saidTree.equals(isTree);
  }

  /** Takes the section away wherever it was not said. */
  private static void leaveOut(JsonNode said, JsonNode is) {
    if (is instanceof ObjectNode object && !said.has(SECTION)) {
      object.remove(SECTION);
    }
    is.fieldNames().forEachRemaining(name -> leaveOut(said.path(name), is.get(name)));
    for (int i = 0; is.isArray() && i < is.size(); i++) {
      leaveOut(said.path(i), is.get(i));
    }
  }
}
