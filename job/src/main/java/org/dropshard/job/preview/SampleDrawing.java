package org.dropshard.job.preview;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dropshard.dropout.Kind;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;
import org.dropshard.tensor.Tensor;

/** Draws a sample and what became of it, on the sample's scale. */
public final class SampleDrawing {
  private final Tensor x;
  private final Layout layout;
  private final Nodata nodata; // null: all is data
  private final Thumbnails.Shrinking shrinking;
  private final Thumbnails.Size size;
  private final Thumbnails thumbnails;

  SampleDrawing(
      Tensor x,
      Layout layout,
      Nodata nodata,
      Thumbnails.Shrinking shrinking,
      Thumbnails.Size size) {
    this(x, layout, nodata, shrinking, size, false);
  }

  private SampleDrawing(
      Tensor x,
      Layout layout,
      Nodata nodata,
      Thumbnails.Shrinking shrinking,
      Thumbnails.Size size,
      boolean stretched) {
    this.x = x;
    this.layout = layout;
    this.nodata = nodata;
    this.shrinking = shrinking;
    this.size = size;
    this.thumbnails = new Thumbnails(x, layout, nodata, shrinking, size, stretched);
  }

  /** Of a tensor that is dropped with another: numbers of classes, say, which are all small. */
  static SampleDrawing other(Tensor x, Layout layout, Thumbnails.Shrinking shrinking) {
    return new SampleDrawing(x, layout, null, shrinking, Thumbnails.Size.SMALL, true);
  }

  /**
   * For pages on which a few pictures stand large.
   *
   * @param nodata what stands for no data; null: all is data
   * @param kinds what may be dropped of it
   */
  public static SampleDrawing large(Sample sample, Layout layout, Nodata nodata, List<Kind> kinds) {
    Thumbnails.Shrinking shrinking =
        kinds.stream().anyMatch(kind -> shrinking(kind) == Thumbnails.Shrinking.PICKED)
            ? Thumbnails.Shrinking.PICKED
            : Thumbnails.Shrinking.AVERAGED;
    return new SampleDrawing(sample.tensor(), layout, nodata, shrinking, Thumbnails.Size.LARGE);
  }

  /** How a picture is made smaller without hiding what was dropped. */
  static Thumbnails.Shrinking shrinking(Kind kind) {
    return kind == Kind.SPATIAL || kind == Kind.SAMPLE
        ? Thumbnails.Shrinking.AVERAGED
        : Thumbnails.Shrinking.PICKED;
  }

  /**
   * A copy of the sample. One of another shape is drawn on a scale of its own, if it looks alike.
   *
   * @param scale what survivors were multiplied by
   * @param kept 0 for each of its elements that was dropped, else 1; null: unknown
   */
  public ShownSample.Copy copy(
      int copy, Tensor tensor, double scale, long units, long dropped, byte[] kept) {
    return new ShownSample.Copy(
        copy, units, dropped, droppedChannels(tensor, kept), pictures(tensor, scale, kept));
  }

  private List<byte[]> pictures(Tensor tensor, double scale, byte[] kept) {
    if (Arrays.equals(tensor.shape(), x.shape())) {
      return thumbnails.of(tensor, scale, kept);
    }
    Thumbnails own = new Thumbnails(tensor, layout, nodata, shrinking, size, false);
    return own.view() == thumbnails.view() ? own.of(tensor, 1, kept) : List.of();
  }

  /** The channels of which nothing was kept, as far as they are shown. */
  private int[] droppedChannels(Tensor tensor, byte[] kept) {
    if (kept == null || kept.length == 0) {
      return new int[0];
    }
    int channels = layout.channels(tensor.shape());
    int places = kept.length / channels;
    int start = layout == Layout.CHW ? places : 1;
    int step = layout == Layout.CHW ? 1 : channels;
    return IntStream.range(0, Math.min(channels, Thumbnails.MOST_ROWS))
        .filter(
            channel ->
                IntStream.range(0, places)
                    .noneMatch(place -> kept[channel * start + place * step] != 0))
        .toArray();
  }

  /** The sample with its copies. */
  public ShownSample with(Rank rank, long id, List<ShownSample.Copy> copies) {
    return with(rank, id, copies, List.of());
  }

  /** The sample with its copies, and the tensors that were dropped with its own. */
  ShownSample with(Rank rank, long id, List<ShownSample.Copy> copies, List<ShownSample> others) {
    return new ShownSample(
        rank,
        id,
        x.toString(),
        thumbnails.channels(),
        thumbnails.view(),
        thumbnails.of(x, 1, null),
        copies,
        others);
  }
}
