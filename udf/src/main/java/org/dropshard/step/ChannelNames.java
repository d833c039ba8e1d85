package org.dropshard.step;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dropshard.tensor.Invalid;

/**
 * Channels as people write them: by name, number or range of numbers.
 *
 * @param names of the channels, in order; none: numbers alone
 */
record ChannelNames(List<String> names) implements Serializable {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:\\s*-\\s*(\\d{1,9}))?");

  ChannelNames {
    names = List.copyOf(names);
    List<String> seen = new ArrayList<>();
    for (String name : names) {
      if (seen.contains(name)) {
        throw Invalid.argument("channels", name, "named twice");
      }
      seen.add(name);
    }
  }

  /**
   * The channels that are meant, in the order of the texts.
   *
   * @param count how many there are
   * @throws IllegalArgumentException if one does not exist
   */
  List<Integer> find(List<String> texts, int count) {
    List<Integer> channels = new ArrayList<>();
    for (String text : texts) {
      int named = names.indexOf(text);
      Matcher range = RANGE.matcher(text);
      if (named < 0 && !range.matches()) {
        throw unknown(text, names.isEmpty() ? "channels have no names" : String.join(", ", names));
      }
      int first = named >= 0 ? named : Integer.parseInt(range.group(1));
      int last = named >= 0 || range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (first > last || last >= count) {
        throw unknown(text, "0 to " + (count - 1));
      }
      for (int channel = first; channel <= last; channel++) {
        channels.add(channel);
      }
    }
    return channels;
  }

  /** Whether texts name channels, and it is not known what those are called. */
  boolean isNeeded(Stream<String> texts) {
    return names.isEmpty() && !texts.allMatch(text -> RANGE.matcher(text).matches());
  }

  private static IllegalArgumentException unknown(String text, String rule) {
    return Invalid.argument("channel", text, rule);
  }
}
