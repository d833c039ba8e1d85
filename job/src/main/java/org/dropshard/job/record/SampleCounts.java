package org.dropshard.job.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code counts.json}: how many samples have each label, shape and element type. Merges exactly, in
 * any order; where there are more than {@link #MOST} of a kind, none of them is kept.
 */
public final class SampleCounts {
  public static final String FILE = Account.FOLDER + "/counts.json";

  /** The most values of a kind that are told apart. */
  static final int MOST = 4096;

  /** What is counted. */
  public enum Trait {
    LABELS,
    SHAPES,
    TYPES;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final EnumMap<Trait, TreeMap<String, Long>> counts = new EnumMap<>(Trait.class);
  private final Set<Trait> tooMany = new TreeSet<>();

  /** Counts samples that have a value. */
  public void add(Trait trait, String value, long samples) {
    if (tooMany.contains(trait)) {
      return;
    }
    TreeMap<String, Long> values = counts.computeIfAbsent(trait, key -> new TreeMap<>());
    values.merge(value, samples, Long::sum);
    if (values.size() > MOST) {
      drop(trait);
    }
  }

  private void drop(Trait trait) {
    counts.remove(trait);
    tooMany.add(trait);
  }

  /** Adds those of other samples. */
  public void merge(SampleCounts other) {
    other.tooMany.forEach(this::drop);
    other.counts.forEach(
        (trait, values) -> values.forEach((value, samples) -> add(trait, value, samples)));
  }

  /** The values of a trait; none where there are too many. */
  public Set<String> values(Trait trait) {
    return counts.getOrDefault(trait, new TreeMap<>()).keySet();
  }

  public boolean isTooMany(Trait trait) {
    return tooMany.contains(trait);
  }

  /** As {@code counts.json} has it: by trait and value; null where there are too many. */
  public Map<String, Map<String, Long>> json() {
    Map<String, Map<String, Long>> json = new TreeMap<>();
    counts.forEach((trait, values) -> json.put(trait.label(), values));
    tooMany.forEach(trait -> json.put(trait.label(), null));
    return json;
  }

  /**
   * Those of an output; empty if it has none.
   *
   * @throws org.dropshard.job.error.JobException if the file is damaged
   */
  public static Optional<SampleCounts> of(Account account) throws IOException {
    if (!account.has(FILE)) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.parse(new String(account.bytes(FILE), StandardCharsets.UTF_8));
      SampleCounts counts = new SampleCounts();
      for (Trait trait : Trait.values()) {
        JsonNode values = json.path(trait.label());
        if (values.isNull()) {
          counts.drop(trait);
        }
        values.properties().forEach(of -> counts.add(trait, of.getKey(), of.getValue().asLong()));
      }
      return Optional.of(counts);
    } catch (InvalidRecordException e) {
      throw account.invalid(FILE, e.getMessage());
    }
  }

  /** Reads what {@link #json} gave. */
  public static SampleCounts of(Map<String, Map<String, Long>> json) {
    SampleCounts counts = new SampleCounts();
    for (Trait trait : Trait.values()) {
      if (json.containsKey(trait.label())) {
        Map<String, Long> values = json.get(trait.label());
        if (values == null) {
          counts.drop(trait);
        } else {
          values.forEach((value, samples) -> counts.add(trait, value, samples));
        }
      }
    }
    return counts;
  }
}
