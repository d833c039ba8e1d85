package org.dropshard.step;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.dropshard.tensor.Invalid;

/**
 * Groups of the channels of one tensor, in the order of their lowest channels.
 *
 * @param names of the groups
 * @param channels of each group, ascending
 * @param of the group of each channel; −1 for one that is never dropped
 */
record SensorGroups(List<String> names, List<List<Integer>> channels, int[] of) {

  /**
   * The groups that are meant.
   *
   * @param groups the channels of each, as they were written
   * @param never those that are in no group
   * @param count how many channels there are
   * @throws IllegalArgumentException unless each channel is in one group, or never dropped
   */
  static SensorGroups of(
      ChannelNames names, Map<String, List<String>> groups, List<String> never, int count) {
    List<Map.Entry<String, List<Integer>>> found =
        groups.entrySet().stream()
            .map(
                group ->
                    Map.entry(
                        group.getKey(),
                        names.find(group.getValue(), count).stream().sorted().toList()))
            .sorted(Comparator.comparing(group -> group.getValue().get(0)))
            .toList();
    List<String> owners = Arrays.asList(new String[count]);
    names.find(never, count).forEach(channel -> take(owners, channel, "never"));
    found.forEach(group -> group.getValue().forEach(c -> take(owners, c, group.getKey())));
    int free = owners.indexOf(null);
    if (free >= 0) {
      throw Invalid.argument(
          "channels", count, "channel " + free + " is in no group, nor in never");
    }
    int[] of = new int[count];
    Arrays.fill(of, -1);
    for (int g = 0; g < found.size(); g++) {
      for (int channel : found.get(g).getValue()) {
        of[channel] = g;
      }
    }
    return new SensorGroups(
        found.stream().map(Map.Entry::getKey).toList(),
        found.stream().map(Map.Entry::getValue).toList(),
        of);
  }

  private static void take(List<String> owners, int channel, String owner) {
    if (owners.get(channel) != null) {
      throw Invalid.argument(
          "channel", channel, "in " + owners.get(channel) + " and " + owner + ": once alone");
    }
    owners.set(channel, owner);
  }

  /** The lowest channel of each group. */
  int[] lowest() {
    return channels.stream().mapToInt(group -> group.get(0)).toArray();
  }
}
