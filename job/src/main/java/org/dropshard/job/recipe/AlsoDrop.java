package org.dropshard.job.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.job.config.Also;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.job.record.AlsoPart;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * Drops other tensors of a sample where its own is: places that are dropped in all channels, or for
 * channels that are named what is dropped in those. Not thread-safe.
 */
public final class AlsoDrop {
  private final Recipe recipe;
  private final List<AlsoColumn> columns;
  private final TensorDropout dropout = new TensorDropout();

  /**
   * @param columns those of the tensors
   */
  public AlsoDrop(Recipe recipe, List<AlsoColumn> columns) {
    this.recipe = recipe;
    this.columns = columns;
  }

  /**
   * One of them, dropped.
   *
   * @param npy as numpy.save writes it
   * @param header how many bytes come before the values
   * @param tensor a view of it
   * @param layout where it holds its channels
   * @param keep 0 for each unit that was dropped, else −1: of places, or of elements where channels
   *     are named
   * @param dropped how many were dropped
   */
  public record Cell(
      byte[] npy, int header, Tensor tensor, Layout layout, int[] keep, long dropped) {
    /** What could be dropped. */
    public long units() {
      return keep.length;
    }

    /** 0 for each element that was dropped, else 1. */
    public byte[] kept() {
      byte[] kept = new byte[tensor.length()];
      int channels = kept.length / Math.max(1, keep.length);
      for (int e = 0; e < kept.length; e++) {
        int unit = layout == Layout.CHW ? e % keep.length : e / channels;
        kept[e] = (byte) (keep[unit] & 1);
      }
      return kept;
    }

    /** Counts it. */
    public void addTo(AlsoPart part, long sampleId, int copy) {
      part.units += units();
      part.dropped += dropped;
      part.digest.add(sampleId, copy, npy);
    }
  }

  /**
   * Refuses tensors that do not fit the sample's.
   *
   * @param shape the sample's
   * @throws IllegalArgumentException naming column and rule
   */
  public void check(int[] shape, List<Tensor> also) {
    for (int i = 0; i < columns.size(); i++) {
      Tensor x = also.get(i);
      Layout layout = layout(i, x, shape);
      Also asked = columns.get(i).asked();
      int channels = layout.channels(x.shape());
      int theirs = recipe.layout().channels(shape);
      int named = asked.channels().length;
      if (asked.fill().length != 1 && asked.fill().length != channels) {
        throw invalid("fill", i, asked.fill().length + " values", "1, or " + channels);
      }
      if (named > 1 && named != channels) {
        throw invalid("channels", i, named + " named", "1, or " + channels);
      }
      if (Arrays.stream(asked.channels()).anyMatch(c -> c >= theirs)) {
        throw invalid("channels", i, Arrays.toString(asked.channels()), "the tensor has " + theirs);
      }
      try {
        columns.get(i).encoding().check(x);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(e.getMessage() + ", column " + columns.get(i).name(), e);
      }
    }
  }

  private IllegalArgumentException invalid(String what, int column, String value, String rule) {
    return new IllegalArgumentException(
        "Invalid " + what + " of " + columns.get(column).name() + ": " + value + " (" + rule + ")");
  }

  /** The layout of a column's tensor; none: it has places alone. */
  private Layout layout(int column, Tensor x, int[] shape) {
    int[] there = places(shape, recipe.layout());
    if (Arrays.equals(x.shape(), there)) {
      return Layout.NONE;
    }
    Layout layout = columns.get(column).layout();
    layout = layout == null ? recipe.layout() : layout;
    if (x.shape().length != shape.length || !Arrays.equals(places(x.shape(), layout), there)) {
      throw invalid(
          "shape",
          column,
          Arrays.toString(x.shape()) + " " + layout,
          "the places of " + Arrays.toString(shape) + " " + recipe.layout());
    }
    return layout;
  }

  private static int[] places(int[] shape, Layout layout) {
    int channel = shape.length == 0 ? -1 : layout.channelAxis(shape.length);
    return IntStream.range(0, shape.length)
        .filter(axis -> axis != channel)
        .map(axis -> shape[axis])
        .toArray();
  }

  /**
   * The tensor of a column; {@link #check} has seen it.
   *
   * @param kept which places of the sample are
   * @param shape the sample's
   */
  public Cell drop(int column, Tensor x, KeptPlaces kept, int[] shape) {
    Also asked = columns.get(column).asked();
    Layout layout = layout(column, x, shape);
    int channels = layout.channels(x.shape());
    int[] named = asked.channels();
    boolean each = named.length > 1;
    NoiseShape noise =
        layout == Layout.NONE || each
            ? NoiseShape.element(x.shape())
            : NoiseShape.pixel(x.shape(), layout);
    int[] keep = new int[noise.units()];
    long dropped = 0;
    for (int unit = 0; unit < keep.length; unit++) {
      int place = !each ? unit : layout == Layout.CHW ? unit % kept.count() : unit / channels;
      int own = !each ? 0 : layout == Layout.CHW ? unit / kept.count() : unit % channels;
      keep[unit] =
          (named.length == 0 ? kept.isKept(place) : kept.isKept(place, named[own])) ? -1 : 0;
      dropped += keep[unit] + 1;
    }
    byte[] npy = Npy.write(x);
    int header = npy.length - x.byteLength();
    dropout.apply(AffineAndFill.scaled(layout, 1, asked.fill()), noise, keep, x, npy, header);
    return new Cell(
        npy, header, new Tensor(x.dtype(), x.shape(), npy, header), layout, keep, dropped);
  }
}
