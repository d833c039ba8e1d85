package org.dropshard.job.preview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.BinaryPart;
import org.dropshard.job.record.Json;
import org.dropshard.stats.ChannelHistograms;
import org.dropshard.stats.ValueHistogram;

/**
 * What is shown of a run, or of many: histograms of the channels before and after, and the first
 * {@link #SAMPLES} samples by rank. Merges in any order. Not thread-safe.
 */
public final class Preview {
  /** Where an account keeps it. */
  public static final BinaryPart<Preview> PART =
      new BinaryPart<>(Account.FOLDER + "/preview.bin", Preview::read, Preview::readFirst);

  /** How many samples are shown. */
  public static final int SAMPLES = 6;

  public final ChannelHistograms before = new ChannelHistograms();
  public final ChannelHistograms after = new ChannelHistograms();
  private final TreeMap<Rank, ShownSample> samples = new TreeMap<>();

  void add(ShownSample sample) {
    samples.put(sample.rank(), sample);
    if (samples.size() > SAMPLES) {
      samples.pollLastEntry();
    }
  }

  /** Leaves out what the JVM knows not to be among the first. */
  void prune(Candidates candidates) {
    samples.keySet().removeIf(rank -> !candidates.holds(rank));
  }

  /** Adds another. */
  public void merge(Preview other) {
    before.merge(other.before);
    after.merge(other.after);
    other.samples.values().forEach(this::add);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    before.write(out);
    after.write(out);
    out.writeInt(samples.size());
    for (ShownSample sample : samples.values()) {
      sample.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Preview read(DataInput in) throws IOException {
    Preview preview = new Preview();
    preview.before.read(in);
    preview.after.read(in);
    preview.readSamples(in);
    return preview;
  }

  /** Reads what the first version wrote. */
  static Preview readFirst(DataInput in) throws IOException {
    Preview preview = new Preview();
    preview.before.readFirst(in);
    preview.after.readFirst(in);
    preview.readSamples(in);
    return preview;
  }

  private void readSamples(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      add(ShownSample.read(in));
    }
  }

  /** What a page is told: histograms on axes for charts, pictures as PNG in base64. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    ArrayNode shown = json.putArray("samples");
    samples.values().forEach(sample -> shown.add(json(sample)));
    ArrayNode histograms = json.putArray("histograms");
    List<ValueHistogram> first = before.channels();
    List<ValueHistogram> second = after.channels();
    for (int c = 0; c < Math.max(first.size(), second.size()); c++) {
      histograms.add(
          DisplayBins.json(
              c,
              c < first.size() ? first.get(c) : new ValueHistogram(),
              c < second.size() ? second.get(c) : new ValueHistogram()));
    }
    return json;
  }

  /** What a page is told of a sample. */
  public static ObjectNode json(ShownSample sample) {
    ObjectNode json = Json.object();
    json.put("key", sample.rank().key());
    json.put("id", Long.toString(sample.id())); // beyond what JavaScript's numbers hold
    json.put("tensor", sample.tensor());
    json.put("channels", sample.channels());
    json.put("view", sample.view().name().toLowerCase(Locale.ROOT));
    pictures(json.putArray("before"), sample.before());
    ArrayNode copies = json.putArray("copies");
    for (ShownSample.Copy copy : sample.copies()) {
      ObjectNode node = copies.addObject();
      node.put("copy", copy.copy());
      node.put("units", copy.units());
      node.put("dropped", copy.dropped());
      ArrayNode channels = node.putArray("dropped_channels");
      Arrays.stream(copy.droppedChannels()).forEach(channels::add);
      pictures(node.putArray("pictures"), copy.pictures());
    }
    ArrayNode others = json.putArray("others");
    sample.others().forEach(other -> others.add(json(other)));
    return json;
  }

  private static void pictures(ArrayNode json, List<byte[]> pictures) {
    pictures.forEach(png -> json.add(Base64.getEncoder().encodeToString(png)));
  }
}
