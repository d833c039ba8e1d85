package org.dropshard.job.recipe;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.Source;
import org.dropshard.stats.TensorStats;
import org.dropshard.step.Kernel;
import org.dropshard.step.NodataKernel;
import org.dropshard.step.Step;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;

/**
 * What is done to each sample, in a form that travels to tasks.
 *
 * @param pipeline the steps
 * @param layout where tensors hold their channels
 * @param dtype the written type; null: as read
 * @param seed any value
 * @param copies copies of each sample
 * @param nodata what stands for no data; null: all is data, and so are gradients
 * @param direction forward, or back
 */
public record Recipe(
    Pipeline pipeline,
    Layout layout,
    DType dtype,
    long seed,
    int copies,
    Nodata nodata,
    Direction direction)
    implements Serializable {

  /** The column in which a gradient comes with what went forward. */
  public static final String FORWARD = "_dropshard_forward";

  /**
   * Which way tensors go.
   *
   * @param back whether they are gradients
   * @param copyOrdinal back: the column that says which copy a row is of; −1: all are of copy 0
   * @param forwardOrdinal back: the column of what went forward, as npy; −1: there is none
   * @param learns back: whether the gradients of the steps' parameters are asked for
   */
  public record Direction(boolean back, int copyOrdinal, int forwardOrdinal, boolean learns)
      implements Serializable {}

  public static Recipe of(AugmentConfig config, Layout layout, Source source) {
    List<String> columns = Arrays.asList(source.rows().columns());
    boolean back = config.run().isPresent();
    return back
        ? of(
            config,
            layout,
            new Direction(
                true, columns.indexOf("copy"), columns.indexOf(FORWARD), config.parameters()))
        : forward(config, layout);
  }

  /** What a run does to each sample of a layout. */
  public static Recipe forward(AugmentConfig config, Layout layout) {
    return of(config, layout, new Direction(false, -1, -1, false));
  }

  private static Recipe of(AugmentConfig config, Layout layout, Direction direction) {
    return new Recipe(
        config.pipeline(),
        layout,
        config.dtype().orElse(null),
        config.seed(),
        config.copies(),
        direction.back() ? null : config.nodata().orElse(null),
        direction);
  }

  /** The kernel of a step for one thread, which leaves places without data alone. */
  public Kernel kernel(int step, int copy) {
    Step does = pipeline.step(step, copy);
    Kernel kernel = does.kernel(layout);
    return nodata == null || does.changesShape() ? kernel : new NodataKernel(kernel, nodata);
  }

  /** Sums statistics, for one thread. */
  public TensorStats statistics() {
    return new TensorStats(nodata);
  }

  /** The number of the first copy that a sample becomes. */
  public int firstCopy(Sample sample) {
    return direction.copyOrdinal() < 0 ? 0 : sample.source().getInt(direction.copyOrdinal());
  }

  /** How many copies a sample becomes. */
  public int copiesOfSample() {
    return direction.back() ? 1 : copies;
  }

  /** A runner for one thread. */
  public StepRunner runner() {
    return direction.back() ? new BackwardRunner(this) : new ForwardRunner(this);
  }
}
