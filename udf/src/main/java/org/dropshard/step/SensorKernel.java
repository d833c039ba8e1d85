package org.dropshard.step;

import java.util.Arrays;
import java.util.List;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.GroupMask;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** Does {@link SensorDropout}: groups are decided on, channels are written. */
final class SensorKernel extends ChannelwiseKernel {
  private final SensorDropout step;
  private final Layout layout;
  private final GroupMask mask = new GroupMask();
  private SensorGroups groups;
  private int[] lowest;
  private long[] thresholds;
  private double[] factors; // of each channel
  private boolean[] absent; // of each group

  SensorKernel(SensorDropout step, Layout layout) {
    super(shape -> NoiseShape.channel(shape, layout), step.values(), layout);
    this.step = step;
    this.layout = layout;
  }

  private void resolve(int channels) {
    if (groups != null && groups.of().length == channels) {
      return;
    }
    groups = step.groupsOf(channels);
    lowest = groups.lowest();
    List<DropProbability> drops = groups.names().stream().map(step.p()::get).toList();
    thresholds = drops.stream().mapToLong(DropProbability::threshold).toArray();
    factors =
        Arrays.stream(groups.of())
            .mapToDouble(g -> g < 0 ? 1 : ChannelProbabilities.factor(drops.get(g)))
            .toArray();
    absent = new boolean[lowest.length];
  }

  @Override
  public long units(int[] shape) {
    resolve(layout.channels(shape));
    return lowest.length;
  }

  @Override
  public int[] unitOfEach(int[] shape) {
    resolve(layout.channels(shape));
    return Arrays.stream(super.unitOfEach(shape)).map(channel -> groups.of()[channel]).toArray();
  }

  @Override
  public List<String> unitNames(int[] shape) {
    resolve(layout.channels(shape));
    return groups.names();
  }

  @Override
  long mask(Tensor seen, int[] shape, Draw draw, int[] keep) {
    resolve(layout.channels(shape));
    for (int g = 0; step.absent() != null && g < absent.length; g++) {
      absent[g] =
          groups.channels().get(g).stream().allMatch(c -> step.absent().of(seen, layout, c));
    }
    return mask.decide(
        lowest, thresholds, absent, step.atLeast(), draw.seed(), draw.id(), draw.stream(), keep);
  }

  @Override
  double[] factors() {
    return factors;
  }

  /** A group that is not there keeps what stands for it; its gradient is 0. */
  @Override
  int[] written(Pass pass, int[] decided) {
    int[] keep = new int[groups.of().length];
    for (int channel = 0; channel < keep.length; channel++) {
      int g = groups.of()[channel];
      boolean kept = g < 0 || decided[g] != 0 || absent[g] && !pass.isOfGradients();
      keep[channel] = kept ? -1 : 0;
    }
    return keep;
  }
}
