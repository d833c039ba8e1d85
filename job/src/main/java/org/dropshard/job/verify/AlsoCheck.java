package org.dropshard.job.verify;

import java.util.Arrays;
import java.util.List;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.recipe.AlsoDrop;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.record.AlsoPart;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/** Whether other tensors are dropped where a sample's is. Not thread-safe. */
final class AlsoCheck {
  private final List<AlsoColumn> columns;
  private final AlsoDrop drop;
  private final boolean sees;

  AlsoCheck(Recipe recipe, List<AlsoColumn> columns) {
    this.columns = columns;
    this.drop = new AlsoDrop(recipe, columns);
    this.sees = AlsoDrop.isSeenInResults(recipe.pipeline());
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
    if (columns.isEmpty()) {
      return null;
    }
    drop.check(y.shape(), sample.also());
    if (sees) {
      drop.decide(y.shape(), sample.maskId(), copy, step -> y);
    }
    String wrong = null;
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      byte[] is = Npy.write(sample.also().get(i));
      AlsoPart part = summary.also(name);
      part.digest.add(sample.id(), copy, is);
      if (sees) {
        AlsoDrop.Cell again = drop.drop(i, sample.also().get(i), y.shape());
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
