package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dropshard.job.error.JobException;
import org.dropshard.stats.ChannelStats;
import org.dropshard.tensor.Layout;

/** Statistics of the samples that have each value of a column of few. Merges in any order. */
public final class ValueParts {
  /** The most values that a column may have. */
  static final int MOST = 256;

  private final TreeMap<String, Part> parts = new TreeMap<>();

  /** The samples of one value, before and after. */
  public static final class Part {
    public final ChannelStats before = new ChannelStats();
    public final ChannelStats after = new ChannelStats();
  }

  /**
   * What {@code stats.json} has of one value.
   *
   * @param value as text
   * @param normalize as that of all samples
   */
  public record Value(
      String value,
      List<ChannelRecord> channels,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<NormalizationRecord> normalize) {}

  /**
   * The part of a value.
   *
   * @throws JobException if there are too many
   */
  public Part of(String value) {
    Part part = parts.computeIfAbsent(value, one -> new Part());
    if (parts.size() > MOST) {
      throw JobException.invalid(
          "--stats-by", "the column has " + parts.size() + " values or more", "at most " + MOST);
    }
    return part;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** The statistics before, by value; null where there are none. */
  public List<Value> before(Layout layout) {
    return values(layout, true);
  }

  /** The statistics after, likewise. */
  public List<Value> after(Layout layout) {
    return values(layout, false);
  }

  private List<Value> values(Layout layout, boolean before) {
    List<Value> values = new ArrayList<>();
    parts.forEach(
        (value, part) -> {
          ChannelStats stats = before ? part.before : part.after;
          values.add(
              new Value(
                  value, ChannelRecord.of(stats, layout), NormalizationRecord.of(stats, layout)));
        });
    return values.isEmpty() ? null : values;
  }

  /** Adds others. */
  void merge(ValueParts others) {
    others.parts.forEach(
        (value, part) -> {
          Part mine = of(value);
          mine.before.merge(part.before);
          mine.after.merge(part.after);
        });
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(parts.size());
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      out.writeUTF(part.getKey());
      part.getValue().before.write(out);
      part.getValue().after.write(out);
    }
  }

  void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      Part part = of(in.readUTF());
      part.before.read(in);
      part.after.read(in);
    }
  }
}
