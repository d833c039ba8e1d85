package org.dropshard.job.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.dropshard.stats.ChannelStats;
import org.dropshard.stats.ChannelSummary;
import org.dropshard.tensor.Layout;

/** Statistics and summaries as JSON. What is not a number (the mean of nothing) is null. */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().configure(SerializationFeature.INDENT_OUTPUT, false);

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A map of texts, numbers, and lists of these. */
  public static ObjectNode tree(Map<String, Object> values) {
    return MAPPER.valueToTree(values);
  }

  /** {@code stats.json}: per channel, before and after, with the units that were dropped. */
  public static ObjectNode stats(ShardSummary summary, Layout layout) {
    ObjectNode stats = object();
    stats.putObject("before").set("channels", channels(summary.before, layout));
    ObjectNode after = stats.putObject("after");
    after.set("channels", channels(summary.after, layout));
    after.put("units", summary.units);
    after.put("dropped", summary.dropped);
    number(after, "drop_rate", summary.dropped / (double) summary.units);
    return stats;
  }

  /** The channels, in order; the one called {@code all} where no axis counts them. */
  public static ArrayNode channels(ChannelStats stats, Layout layout) {
    ArrayNode channels = MAPPER.createArrayNode();
    for (ChannelSummary channel : stats.summaries()) {
      ObjectNode node = channels.addObject();
      if (layout == Layout.NONE) {
        node.put("channel", "all");
      } else {
        node.put("channel", channel.channel());
      }
      node.put("count", channel.count());
      number(node, "mean", channel.mean());
      number(node, "variance", channel.variance());
      number(node, "std", channel.std());
      number(node, "min", channel.min());
      number(node, "max", channel.max());
      node.put("zeros", channel.zeros());
      node.put("nan", channel.nan());
      node.put("infinite", channel.infinite());
    }
    return channels;
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  /** A line of the quarantine. */
  public static ObjectNode badRecord(String file, long row, String key, String reason) {
    ObjectNode node = object();
    node.put("file", file);
    if (row < 0) {
      node.putNull("row");
    } else {
      node.put("row", row);
    }
    return node.put("key", key).put("reason", reason);
  }

  /** One line. */
  public static String line(ObjectNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }

  /** Indented, with a final newline. */
  public static String pretty(ObjectNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }

  /**
   * Reads an object.
   *
   * @throws JsonProcessingException if the text is none
   */
  public static ObjectNode parse(String text) throws JsonProcessingException {
    return MAPPER.readValue(text, ObjectNode.class);
  }

  /** Reads a long text piece by piece. */
  public static JsonParser parser(String text) throws IOException {
    return MAPPER.getFactory().createParser(text);
  }
}
