package org.dropshard.job.augment;

import java.util.List;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.recipe.AlsoDrop;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.ShardSummary;

/** The cells of other tensors that are dropped with a sample's. Not thread-safe. */
final class AlsoRows {
  private static final Object[] NONE = {};

  private final List<AlsoColumn> columns;
  private final AlsoDrop drop;

  AlsoRows(Recipe recipe, List<AlsoColumn> columns) {
    this.columns = columns;
    this.drop = new AlsoDrop(recipe, columns);
  }

  /**
   * Refuses tensors that do not fit the sample's.
   *
   * @throws IllegalArgumentException naming column and rule
   */
  void check(Sample sample) {
    if (!columns.isEmpty()) {
      drop.check(sample.tensor().shape(), sample.also());
    }
  }

  /**
   * The cells of a copy that was just made.
   *
   * @param summary counts them; null: nobody does
   */
  Object[] cells(Sample sample, int copy, StepRunner runner, ShardSummary summary) {
    if (columns.isEmpty()) {
      return NONE;
    }
    int[] shape = sample.tensor().shape();
    drop.decide(shape, sample.maskId(), copy, runner::input);
    Object[] cells = new Object[columns.size()];
    for (int i = 0; i < cells.length; i++) {
      AlsoColumn column = columns.get(i);
      AlsoDrop.Cell cell = drop.drop(i, sample.also().get(i), shape);
      if (summary != null) {
        cell.addTo(summary.also(column.name()), sample.id(), copy);
      }
      cells[i] =
          column
              .encoding()
              .encode(cell.npy(), cell.header(), cell.tensor().dtype(), sample.source());
    }
    return cells;
  }
}
