package org.dropshard.job.augment;

import java.util.List;
import org.dropshard.job.preview.PreviewTask;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.recipe.AlsoDrop;
import org.dropshard.job.recipe.BoxShares;
import org.dropshard.job.recipe.KeptPlaces;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.ShardSummary;

/**
 * The cells of what goes with a sample's tensor: other tensors that are dropped with it, and the
 * shares of boxes. Not thread-safe.
 */
final class AlsoRows {
  private static final Object[] NONE = {};

  private final List<AlsoColumn> columns;
  private final BoxShares boxes;
  private final AlsoDrop drop;
  private final KeptPlaces kept;
  private final AlsoDrop.Cell[] last;

  AlsoRows(Recipe recipe, List<AlsoColumn> columns, BoxShares boxes) {
    this.columns = columns;
    this.boxes = boxes;
    this.drop = new AlsoDrop(recipe, columns);
    this.kept = new KeptPlaces(recipe);
    this.last = new AlsoDrop.Cell[columns.size()];
  }

  /**
   * Refuses tensors and boxes that do not fit the sample's.
   *
   * @throws IllegalArgumentException naming column and rule
   */
  void check(Sample sample) {
    boxes.check(sample);
    if (!columns.isEmpty()) {
      drop.check(sample.tensor().shape(), sample.also());
    }
  }

  /**
   * Decides on a copy that was just made.
   *
   * @return the shares of its boxes; null: there is no such column
   */
  float[] decide(Sample sample, int copy, StepRunner runner) {
    int[] shape = sample.tensor().shape();
    if (boxes.isAny() || !columns.isEmpty()) {
      kept.decide(shape, sample.maskId(), copy, runner::input);
    }
    return boxes.isAny() ? boxes.of(sample.source(), shape, kept) : null;
  }

  /**
   * The cells of a copy that was just decided on; behind them that of its shares, if there is one.
   *
   * @param shares of its boxes, or null
   * @param summary counts them; null: nobody does
   */
  Object[] cells(Sample sample, int copy, float[] shares, ShardSummary summary) {
    if (shares == null && columns.isEmpty()) {
      return NONE;
    }
    Object[] cells = new Object[columns.size() + 1];
    cells[columns.size()] = shares == null ? null : boxes.cell(shares);
    for (int i = 0; i < columns.size(); i++) {
      AlsoColumn column = columns.get(i);
      AlsoDrop.Cell cell = drop.drop(i, sample.also().get(i), kept, sample.tensor().shape());
      last[i] = cell;
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

  /** Has the tensors of {@link #cells} drawn, for a copy that is shown. */
  void show(Sample sample, int copy, PreviewTask preview) {
    for (int i = 0; i < last.length; i++) {
      AlsoDrop.Cell cell = last[i];
      preview.other(
          i,
          columns.get(i).name(),
          sample.also().get(i),
          cell.layout(),
          copy,
          cell.tensor(),
          cell.units(),
          cell.dropped(),
          cell.kept());
    }
  }
}
