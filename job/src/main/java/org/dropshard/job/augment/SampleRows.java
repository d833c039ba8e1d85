package org.dropshard.job.augment;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.BoxShares;
import org.dropshard.job.recipe.MaskForm;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.tensor.Tensor;

/** The rows of an output that samples become, but for the cells of their tensors. */
public final class SampleRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final OutputColumns columns;
  private final CellEncoding encoding;
  private final MaskForm form;
  private final List<AlsoColumn> also;
  private final BoxShares boxes;

  private transient AlsoRows others;

  /**
   * @param made the label of the encoding that the output has already; empty: it is new
   * @throws org.dropshard.job.error.JobException if the output cannot have the columns that it
   *     would get
   */
  public SampleRows(AugmentConfig config, Source source, Optional<String> made) {
    OutputFormat format = new OutputFormat(config, source, made);
    columns = format.columns();
    encoding = format.encoding();
    form = MaskForm.of(config);
    also = config.run().isPresent() ? List.of() : source.also();
    boxes = BoxShares.of(config, source);
  }

  /** The columns in the files. */
  public StructType columns() {
    return columns.files();
  }

  /** Whether the format can say that a value is null. */
  public boolean hasNulls() {
    return columns.nullRule() == null;
  }

  /**
   * Refuses what the format cannot hold.
   *
   * @param result the first copy
   * @throws IllegalArgumentException saying what
   */
  public void check(Sample sample, Recipe recipe, Tensor result) {
    encoding.check(result);
    others(recipe).check(sample);
    columns.check(sample.source());
  }

  /** The folder of a sample's rows below the output; null if it has none. */
  public String folder(Sample sample) {
    return columns.folder(sample.source(), columns.part(sample));
  }

  private AlsoRows others(Recipe recipe) {
    if (others == null) {
      others = new AlsoRows(recipe, also, boxes);
    }
    return others;
  }

  /** The row of one copy that was just made, its tensor null. */
  public InternalRow row(Sample sample, Recipe recipe, int copy, StepRunner runner) {
    Object mask = columns.hasMask() ? form.cell(runner.decisions(copy)) : null;
    float[] shares = others(recipe).decide(sample, copy, runner);
    Object[] cells = others(recipe).cells(sample, copy, shares, null);
    return columns.row(sample, columns.part(sample), copy, null, runner.tensor(), mask, cells);
  }
}
