package org.dropshard.job.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BadRecords;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.SampleTask;
import org.dropshard.job.engine.TaskResult;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.sample.ValueColumn;
import org.dropshard.job.recipe.BoxShares;
import org.dropshard.job.recipe.MaskForm;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.SummaryPart;
import org.dropshard.job.record.ValueParts;
import org.dropshard.job.shard.ShardResult;
import org.dropshard.stats.TensorStats;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * Reads an output's rows and makes their masks again. Dropping once more, without a scale, changes
 * nothing in a row that went through the same dropout: kept elements keep their bits, and dropped
 * ones hold the fill already.
 */
final class VerifyTask extends SampleTask {
  private static final long serialVersionUID = 1L;

  private static final byte[] NONE = {};

  /** Findings a task reports; the first few say what is wrong. */
  private static final int MOST_NOTES = 10;

  private final Recipe recipe;
  private final VerifiableMask verifiable;
  private final int copyOrdinal;
  private final int maskOrdinal; // −1: there is no column of masks
  private final ValueColumn by; // null: statistics are of all samples alone
  private final MaskForm form;
  private final SelectionCheck selection;
  private final List<AlsoColumn> also;
  private final BoxShares boxes;
  private final int sharesOrdinal;

  VerifyTask(
      Source source,
      AugmentConfig config,
      Recipe recipe,
      VerifiableMask verifiable,
      Progress progress) {
    super(
        source.reader(),
        new BadRecords(BadRecords.Policy.QUARANTINE, Double.POSITIVE_INFINITY, false),
        progress);
    this.recipe = recipe;
    this.verifiable = verifiable;
    List<String> columns = List.of(source.rows().columns());
    boolean back = config.run().isPresent();
    this.copyOrdinal = columns.indexOf("copy");
    this.maskOrdinal = back ? -1 : config.maskColumn().map(columns::indexOf).orElse(-1);
    this.by = ValueColumn.of(source, back ? Optional.empty() : config.statsBy());
    this.form = MaskForm.of(config);
    this.selection = SelectionCheck.of(source);
    this.also = source.also();
    this.boxes = BoxShares.of(config, source);
    this.sharesOrdinal = boxes.isAny() ? columns.indexOf(boxes.column().name()) : -1;
  }

  @Override
  protected String name() {
    return "verify: read shards, make masks again";
  }

  @Override
  protected Work start(TaskContext context) {
    return new Inspection();
  }

  private final class Inspection implements Work {
    private final Map<String, ShardSummary> shards = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final TensorStats statistics = recipe.statistics();
    private final Masks masks = new Masks(recipe, verifiable, maskOrdinal >= 0);
    private final AlsoCheck others = new AlsoCheck(recipe, also, boxes, sharesOrdinal);

    @Override
    public long handle(Sample sample) {
      Sample.Origin origin = sample.origin().get();
      if (!verifiable.exact()) {
        shards.computeIfAbsent(origin.file(), file -> new ShardSummary()).rows++;
        return sample.tensor().byteLength();
      }
      int copy = sample.source().getInt(copyOrdinal);
      byte[] cell = Npy.write(sample.tensor());
      int header = cell.length - sample.tensor().byteLength();
      Tensor y = new Tensor(sample.tensor().dtype(), sample.tensor().shape(), cell, header);
      try {
        ShardSummary shard = shards.computeIfAbsent(origin.file(), file -> new ShardSummary());
        shard.rows++;
        String part = selection.part(sample);
        ShardSummary summary = part == null ? shard : shard.split(part);
        if (part != null) {
          summary.rows++;
        }
        byte[] mask = maskOrdinal < 0 ? NONE : form.packed(sample.source(), maskOrdinal);
        summary.digest.add(sample.id(), copy, cell, mask, others.shares(sample));
        statistics.add(y, recipe.layout(), summary.after);
        if (by != null) {
          ValueParts.Part value = shard.by.of(by.of(sample.source()));
          statistics.add(y, recipe.layout(), value.after);
        }
        String unselected = selection.difference(sample);
        if (unselected != null) {
          note(unselected, origin, copy);
        }
        String difference = masks.check(y, sample.maskId(), copy);
        if (maskOrdinal >= 0
            && verifiable.counts()
            && difference == null
            && !form.isOf(masks.keep(), sample.source(), maskOrdinal)) {
          difference = "Invalid mask: its column is not what the seed makes";
        }
        summary.units += masks.units();
        summary.dropped += masks.dropped();
        if (recipe.pipeline().levels() > 1) {
          SummaryPart level = summary.addLevel(copy, masks.units(), masks.dropped());
          statistics.add(y, recipe.layout(), level.after);
        }
        if (!masks.names().isEmpty()) {
          summary.addGroups(masks.names(), masks.keep(), masks.empty());
        }
        if (difference == null) {
          difference = others.check(sample, y, copy, summary);
        }
        if (difference != null) {
          note(difference, origin, copy);
        }
      } catch (IllegalArgumentException e) {
        note(e.getMessage(), origin, copy);
      }
      return cell.length;
    }

    private void note(String fact, Sample.Origin origin, int copy) {
      if (notes.size() < MOST_NOTES) {
        notes.add(
            fact + ", sample " + origin.key() + ", copy " + copy + ", shard " + origin.file());
      }
    }

    @Override
    public void quarantine(BadRecord record) {
      if (notes.size() < MOST_NOTES) {
        notes.add(record.line());
      }
    }

    @Override
    public TaskResult finish() {
      List<ShardResult> results = new ArrayList<>();
      shards.forEach(
          (file, summary) -> {
            summary.gather();
            results.add(ShardResult.of(file, summary));
          });
      return TaskResult.of(results, notes, new SampleCounts());
    }

    @Override
    public void abort() {
      // nothing was written
    }
  }
}
