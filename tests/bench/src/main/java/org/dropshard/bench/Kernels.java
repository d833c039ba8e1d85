package org.dropshard.bench;

import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Dropout;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.stats.ChannelHistograms;
import org.dropshard.stats.ChannelStats;
import org.dropshard.stats.TensorStats;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Dropout and statistics as the job runs them: a new mask a call, and the default scale. */
public class Kernels {
  /** Both layouts of a sample. */
  @State(Scope.Thread)
  public static class Laid {
    @Param({"CHW", "HWC"})
    public Layout layout;

    final TensorStats stats = new TensorStats();
    final ChannelStats channels = new ChannelStats(); // of all calls, as of a partition
    final ChannelHistograms histograms = new ChannelHistograms();
    Tensor x;

    @Setup
    public void lay(Sample sample) {
      x = sample.tensor(layout);
    }
  }

  /** A dropout. */
  @State(Scope.Thread)
  public static class Dropping {
    @Param({"element", "spatial"})
    public String kind;

    @Param({"0.1", "0.5"})
    public double p;

    final TensorDropout kernel = new TensorDropout();
    Dropout dropout;
    long id;

    @Setup
    public void choose(Sample sample, Laid laid) {
      Scale scale = sample.type.isFloating() ? Scale.INVERTED : Scale.NONE;
      dropout = new Dropout(Kind.ofLabel(kind), laid.layout, new DropProbability(p), scale, 0.0);
    }
  }

  @Benchmark
  public long dropout(Copy copy, Sample sample, Laid laid, Dropping dropping) {
    return dropping.kernel.apply(
        dropping.dropout, 42, dropping.id++, 0, laid.x, sample.y, Sample.AT);
  }

  @Benchmark
  public ChannelStats dropoutAndStats(Copy copy, Sample sample, Laid laid, Dropping dropping) {
    laid.stats.add(laid.x, laid.layout, laid.channels);
    dropping.kernel.apply(dropping.dropout, 42, dropping.id++, 0, laid.x, sample.y, Sample.AT);
    return laid.channels;
  }

  @Benchmark
  public ChannelStats stats(Copy copy, Laid laid) {
    laid.stats.add(laid.x, laid.layout, laid.channels);
    return laid.channels;
  }

  /** With the histograms of the report, which a job has always. */
  @Benchmark
  public ChannelStats statsAndHistograms(Copy copy, Laid laid) {
    laid.stats.add(laid.x, laid.layout, laid.channels, laid.histograms);
    return laid.channels;
  }
}
