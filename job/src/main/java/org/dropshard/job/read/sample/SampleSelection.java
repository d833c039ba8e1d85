package org.dropshard.job.read.sample;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.config.SelectConfig;
import org.dropshard.random.Keystream;

/**
 * Which samples are taken, and which part of a split each belongs to: by a word of the mask
 * contract's generator, on streams that no mask draws from. So neither depends on other samples.
 * Not thread-safe.
 */
public final class SampleSelection implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The stream of {@code --sample}, from 2³¹ on. */
  private static final int SAMPLE = 0;

  /** That of {@code --split}. */
  private static final int SPLIT = 1;

  private static final long ALL = 1L << 32;

  private final boolean filters;
  private final long seed;
  private final long sampled; // words below it are taken
  private final long last; // ids up to it are
  private final SampleIds ids;
  private final List<String> names;
  private final long[] ends; // words below it lie in the part, or in one before

  private transient Keystream words;
  private transient int[] word;

  private SampleSelection(SelectConfig config, Optional<Long> sampled, SampleIds ids) {
    this.filters = sampled.isPresent();
    this.seed = config.seed();
    this.sampled = sampled.orElse(ALL);
    this.last = Long.MAX_VALUE;
    this.ids = ids;
    this.names = config.split().stream().map(SelectConfig.Part::name).toList();
    this.ends =
        config.split().stream().mapToLong(part -> SelectConfig.threshold(part.end())).toArray();
  }

  private SampleSelection(SampleSelection like, long last, boolean filters) {
    this.filters = filters;
    this.seed = like.seed;
    this.sampled = like.sampled;
    this.last = last;
    this.ids = like.ids;
    this.names = like.names;
    this.ends = like.ends;
  }

  /**
   * @param ids which know the groups of the split
   */
  public static SampleSelection of(SelectConfig config, SampleIds ids) {
    return new SampleSelection(config, config.sample().map(SelectConfig::threshold), ids);
  }

  /** The same, which readers do not heed. */
  SampleSelection unheeded() {
    return new SampleSelection(this, last, false);
  }

  /** The same without the samples whose id is above {@code id}, as signed numbers. */
  SampleSelection upTo(long id) {
    return new SampleSelection(this, id, filters || id != Long.MAX_VALUE);
  }

  /** The last id that is taken; 2⁶³ − 1 if there is no limit to ids. */
  public long last() {
    return last;
  }

  /** Whether readers leave out what is not taken. */
  boolean filters() {
    return filters;
  }

  /** About which part of the samples is taken. */
  public double fraction() {
    return sampled * 0x1p-32;
  }

  /** Whether a sample is taken. */
  public boolean takes(long id) {
    return id <= last && (sampled == ALL || word(id, SAMPLE) < sampled);
  }

  /** The parts of the split; none: there is no split. */
  public List<String> parts() {
    return names;
  }

  /**
   * The part that a sample belongs to, where there is a split.
   *
   * @param id its own
   * @param row with a group that is not null
   */
  public String part(long id, InternalRow row) {
    long drawn = word(ids.splitId(id, row), SPLIT);
    int part = 0;
    while (drawn >= ends[part]) { // the last end is 2³²
      part++;
    }
    return names.get(part);
  }

  private long word(long id, int stream) {
    if (words == null) {
      words = new Keystream();
      word = new int[1];
    }
    words.startBeyondMasks(seed, id, stream, 1);
    words.next(word, 0, 1);
    return Integer.toUnsignedLong(word[0]);
  }
}
