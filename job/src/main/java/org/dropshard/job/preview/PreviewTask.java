package org.dropshard.job.preview;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dropshard.dropout.Kind;
import org.dropshard.job.read.Sample;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** Gathers a task's part of the preview. Not thread-safe. */
public final class PreviewTask {
  /** Channels beyond these are never shown. */
  public static final int MOST_CHANNELS = Thumbnails.MOST_ROWS;

  /** Copies of a sample that are shown. */
  private static final int COPIES = 2;

  private final Preview preview = new Preview();
  private final Candidates candidates;
  private final long seed;
  private final Layout layout;
  private final Thumbnails.Shrinking shrinking;

  private Rank rank;
  private Sample sample;
  private Thumbnails thumbnails;
  private List<ShownSample.Copy> copies;

  /**
   * @param run the same for all tasks of a run, and for no other run
   * @param seed of the draw
   */
  public PreviewTask(String run, long seed, Kind kind, Layout layout) {
    this.candidates = Candidates.of(run);
    this.seed = seed;
    this.layout = layout;
    this.shrinking =
        kind == Kind.SPATIAL || kind == Kind.SAMPLE
            ? Thumbnails.Shrinking.AVERAGED
            : Thumbnails.Shrinking.PICKED;
  }

  /** Where the values are counted. */
  public Preview preview() {
    return preview;
  }

  /** Begins a sample. */
  public void start(Sample next) {
    rank = null;
    long hash = Rank.hash(seed, next.id());
    if (!candidates.mayTake(hash)) {
      return;
    }
    Rank mine = Rank.of(hash, next.origin().get());
    if (candidates.take(mine)) {
      rank = mine;
      sample = next;
      thumbnails = new Thumbnails(next.tensor(), layout, shrinking);
      copies = new ArrayList<>();
    }
  }

  /** Whether this copy of the sample is shown, as things stand. */
  public boolean shows(int copy) {
    return rank != null && copy < COPIES;
  }

  /**
   * Draws a copy that is shown.
   *
   * @param scale what survivors were multiplied by
   */
  public void copy(
      int copy, Tensor tensor, double scale, long units, long dropped, int[] droppedChannels) {
    copies.add(
        new ShownSample.Copy(copy, units, dropped, droppedChannels, pictures(tensor, scale)));
  }

  /** On the scale of the sample; one of another shape on its own, if it looks alike. */
  private List<byte[]> pictures(Tensor tensor, double scale) {
    if (Arrays.equals(tensor.shape(), sample.tensor().shape())) {
      return thumbnails.of(tensor, scale);
    }
    Thumbnails own = new Thumbnails(tensor, layout, shrinking);
    return own.view() == thumbnails.view() ? own.of(tensor, 1) : List.of();
  }

  /** Ends the sample. */
  public void end() {
    if (rank != null) {
      Tensor x = sample.tensor();
      preview.add(
          new ShownSample(
              rank,
              sample.id(),
              x.toString(),
              thumbnails.channels(),
              thumbnails.view(),
              thumbnails.of(x, 1),
              copies));
      sample = null;
    }
  }

  /** What the driver is sent. */
  public Preview finish() {
    preview.prune(candidates);
    return preview;
  }
}
