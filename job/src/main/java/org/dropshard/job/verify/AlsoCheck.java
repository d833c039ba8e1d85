package org.dropshard.job.verify;

import java.util.Arrays;
import java.util.List;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.recipe.AlsoDrop;
import org.dropshard.job.recipe.BoxShares;
import org.dropshard.job.recipe.KeptPlaces;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.record.AlsoPart;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * Whether other tensors are dropped where a sample's is, and what is said of its boxes. Not
 * thread-safe.
 */
final class AlsoCheck {
  private static final byte[] NONE = {};

  private final List<AlsoColumn> columns;
  private final BoxShares boxes;
  private final int ordinal;
  private final AlsoDrop drop;
  private final KeptPlaces kept;
  private final boolean sees;

  /**
   * @param ordinal where rows have the shares of boxes, if there are any
   */
  AlsoCheck(Recipe recipe, List<AlsoColumn> columns, BoxShares boxes, int ordinal) {
    this.columns = columns;
    this.boxes = boxes;
    this.ordinal = ordinal;
    this.drop = new AlsoDrop(recipe, columns);
    this.kept = new KeptPlaces(recipe);
    this.sees = KeptPlaces.isSeenInResults(recipe.pipeline());
  }

  /** The shares of boxes of a row, as the digest takes them. */
  byte[] shares(Sample sample) {
    return boxes.isAny() ? BoxShares.npy(boxes.read(sample.source(), ordinal)) : NONE;
  }

  /**
   * Drops the tensors of a row once more, which changes nothing in those that are right.
   *
   * @param y the row's own tensor
   * @param summary counts them
   * @return what is wrong, or null
   * @throws IllegalArgumentException if they do not fit each other
   */
  String check(Sample sample, Tensor y, int copy, ShardSummary summary) {
    if (columns.isEmpty() && !boxes.isAny()) {
      return null;
    }
    boxes.check(sample);
    drop.check(y.shape(), sample.also());
    if (sees) {
      kept.decide(y.shape(), sample.maskId(), copy, step -> y);
    }
    String wrong = null;
    if (sees
        && boxes.isAny()
        && !Arrays.equals(
            boxes.of(sample.source(), y.shape(), kept), boxes.read(sample.source(), ordinal))) {
      wrong = "Invalid " + boxes.column().name() + ": it is not what the mask leaves of boxes";
    }
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      byte[] is = Npy.write(sample.also().get(i));
      AlsoPart part = summary.also(name);
      part.digest.add(sample.id(), copy, is);
      if (sees) {
        AlsoDrop.Cell again = drop.drop(i, sample.also().get(i), kept, y.shape());
        part.units += again.units();
        part.dropped += again.dropped();
        if (!Arrays.equals(is, again.npy())) {
          wrong = "Invalid " + name + ": what is dropped of the tensor is not the fill there";
        }
      }
    }
    return wrong;
  }
}
