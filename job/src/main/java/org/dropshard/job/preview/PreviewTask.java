package org.dropshard.job.preview;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dropshard.dropout.Kind;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;
import org.dropshard.tensor.Tensor;

/** Gathers a task's part of the preview. Not thread-safe. */
public final class PreviewTask {
  /** Copies of a sample that are shown, where all are drawn alike. */
  private static final int COPIES = 2;

  /** Steps of a ladder that are shown: what a row of the page holds. */
  private static final int LEVELS = 6;

  private final Preview preview = new Preview();
  private final Candidates candidates;
  private final long seed;
  private final Layout layout;
  private final Nodata nodata;
  private final Thumbnails.Shrinking shrinking;
  private final int copies;

  /** Small samples are drawn at the end, when fewer are left of them. */
  private static final int SMALL_BYTES = 1 << 20;

  private final TreeMap<Rank, Shown> waiting = new TreeMap<>();
  private Sample sample; // until its first copy decides
  private Shown shown;

  /**
   * @param run the same for all tasks of a run, and for no other run
   * @param seed of the draw
   * @param nodata what stands for no data; null: all is data
   * @param levels copies with a probability of their own; 1: all have the same
   */
  public PreviewTask(String run, long seed, Kind kind, Layout layout, Nodata nodata, int levels) {
    this.copies = Math.max(COPIES, Math.min(levels, LEVELS));
    this.nodata = nodata;
    this.candidates = Candidates.of(run);
    this.seed = seed;
    this.layout = layout;
    this.shrinking = SampleDrawing.shrinking(kind);
  }

  /** Where the values are counted. */
  public Preview preview() {
    return preview;
  }

  /** Begins a sample. */
  public void start(Sample next) {
    sample = next;
    shown = null;
  }

  /**
   * Whether this copy of the sample is shown, as things stand. Its first copy decides: samples that
   * lost a part, and kept a part, come first; of a single unit, those that lost it.
   */
  public boolean shows(int copy, long units, long dropped) {
    if (sample != null) {
      choose(sample, dropped > 0 && (dropped < units || units == 1));
      sample = null;
    }
    return shown != null && copy < copies;
  }

  private void choose(Sample next, boolean partly) {
    long hash = Rank.hash(seed, next.id(), partly);
    if (!candidates.mayTake(hash)) {
      return;
    }
    Rank mine = Rank.of(hash, next.origin().get());
    if (candidates.take(mine)) {
      shown = new Shown(mine, next.id(), next.tensor(), x -> drawing(x));
    }
  }

  private SampleDrawing drawing(Tensor x) {
    return new SampleDrawing(x, layout, nodata, shrinking, Thumbnails.Size.SMALL);
  }

  private static Tensor copied(Tensor x) {
    byte[] values = Arrays.copyOfRange(x.data(), x.offset(), x.offset() + x.byteLength());
    return new Tensor(x.dtype(), x.shape(), values, 0);
  }

  /**
   * Takes a copy that is shown.
   *
   * @param scale what survivors were multiplied by
   * @param kept 0 for each of its elements that was dropped, else 1; null: unknown
   */
  public void copy(int copy, Tensor tensor, double scale, long units, long dropped, byte[] kept) {
    shown.add(copy, tensor, scale, units, dropped, kept);
  }

  /**
   * Takes another tensor of a copy that is shown.
   *
   * @param index which of the sample's others, in their order
   * @param column its name
   * @param before as it was read
   * @param own where it holds its channels
   * @param after as the copy has it
   * @param units what could be dropped of it
   * @param kept 0 for each of its elements that was dropped, else 1
   */
  public void other(
      int index,
      String column,
      Tensor before,
      Layout own,
      int copy,
      Tensor after,
      long units,
      long dropped,
      byte[] kept) {
    if (index == shown.others.size()) {
      Rank rank = new Rank(index, column, "", -1);
      shown.others.add(
          new Shown(
              rank,
              shown.id,
              before,
              x -> SampleDrawing.other(x, own, Thumbnails.Shrinking.PICKED)));
    }
    shown.others.get(index).add(copy, after, 1, units, dropped, kept);
  }

  /** Ends the sample. */
  public void end() {
    if (shown == null) {
      return;
    }
    if (shown.atOnce || shown.others.stream().anyMatch(other -> other.atOnce)) {
      preview.add(shown.drawn());
    } else {
      waiting.put(shown.rank, shown);
      if (waiting.size() > Preview.SAMPLES) {
        waiting.pollLastEntry();
      }
    }
    shown = null;
  }

  /** A sample that is shown, as things stand, or another tensor of one. */
  private static final class Shown {
    final Rank rank;
    final long id;
    final Tensor x;
    final boolean atOnce;
    final List<Supplier<ShownSample.Copy>> copies = new ArrayList<>();
    final List<Shown> others = new ArrayList<>();
    private final Function<Tensor, SampleDrawing> draws;
    private SampleDrawing drawing;

    Shown(Rank rank, long id, Tensor x, Function<Tensor, SampleDrawing> draws) {
      this.rank = rank;
      this.id = id;
      this.atOnce = x.byteLength() > SMALL_BYTES;
      this.x = atOnce ? x : copied(x);
      this.draws = draws;
    }

    void add(int copy, Tensor tensor, double scale, long units, long dropped, byte[] kept) {
      boolean later = !atOnce && tensor.byteLength() <= SMALL_BYTES;
      Tensor mine = later ? copied(tensor) : tensor;
      Supplier<ShownSample.Copy> made =
          () -> drawing().copy(copy, mine, scale, units, dropped, kept);
      ShownSample.Copy drawn = later ? null : made.get();
      copies.add(later ? made : () -> drawn);
    }

    private SampleDrawing drawing() {
      if (drawing == null) {
        drawing = draws.apply(x);
      }
      return drawing;
    }

    ShownSample drawn() {
      return drawing()
          .with(
              rank,
              id,
              copies.stream().map(Supplier::get).toList(),
              others.stream().map(Shown::drawn).toList());
    }
  }

  /** What the driver is sent. */
  public Preview finish() {
    waiting.values().stream()
        .filter(sample -> candidates.holds(sample.rank))
        .forEach(sample -> preview.add(sample.drawn()));
    preview.prune(candidates);
    return preview;
  }
}
