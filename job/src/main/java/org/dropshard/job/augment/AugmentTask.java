package org.dropshard.job.augment;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.TaskContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.SampleTask;
import org.dropshard.job.engine.TaskResult;
import org.dropshard.job.engine.UnusableSampleException;
import org.dropshard.job.error.OneLine;
import org.dropshard.job.preview.PreviewTask;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.sample.ValueColumn;
import org.dropshard.job.recipe.BoxShares;
import org.dropshard.job.recipe.MaskForm;
import org.dropshard.job.recipe.PackedMask;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.SummaryPart;
import org.dropshard.job.record.ValueParts;
import org.dropshard.job.shard.ShardSpec;
import org.dropshard.job.shard.ShardWriter;
import org.dropshard.job.shard.TaskOutput;
import org.dropshard.stats.TensorStats;

/** Dropout, statistics and shards, sample by sample. */
final class AugmentTask extends SampleTask {
  private static final long serialVersionUID = 1L;

  private static final byte[] NONE = {};

  private final Recipe recipe;
  private final CellEncoding encoding;
  private final OutputColumns columns;
  private final RowBytes rowBytes;
  private final ShardSpec shards;
  private final SampleTraits traits;
  private final ValueColumn by; // null: statistics are of all samples alone
  private final MaskForm form;
  private final List<AlsoColumn> also;
  private final BoxShares boxes;
  private final String run = UUID.randomUUID().toString();

  AugmentTask(
      Source source,
      AugmentConfig config,
      CellEncoding encoding,
      OutputColumns columns,
      ShardSpec shards,
      SampleTraits traits,
      Progress progress) {
    super(source.reader(), config.input().badRecords(), progress);
    this.recipe = Recipe.of(config, source.layout().orElseThrow(), source);
    this.encoding = encoding;
    this.columns = columns;
    this.rowBytes = new RowBytes(columns);
    this.shards = shards;
    this.traits = traits;
    this.by =
        ValueColumn.of(source, config.run().isPresent() ? Optional.empty() : config.statsBy());
    this.form = MaskForm.of(config);
    this.also = recipe.direction().back() ? List.of() : source.also();
    this.boxes = BoxShares.of(config, source);
  }

  @Override
  protected String name() {
    return "augment: read, drop, write shards";
  }

  @Override
  protected String leniency() {
    return "--on-error quarantine puts such records aside";
  }

  @Override
  protected Work start(TaskContext context) {
    return new Augmentation(context);
  }

  private final class Augmentation implements Work {
    private final TaskOutput output;
    private final ShardWriter writer;
    private final StepRunner runner = recipe.runner();
    private final AlsoRows others = new AlsoRows(recipe, also, boxes);
    private final LearnedGradients learned = new LearnedGradients();
    private final TensorStats statistics = recipe.statistics();
    private final SampleCounts counts = new SampleCounts();
    private final PreviewTask preview =
        new PreviewTask(
            run,
            recipe.seed(),
            recipe.pipeline().shownAs(),
            recipe.layout(),
            recipe.nodata(),
            recipe.pipeline().levels());

    Augmentation(TaskContext context) {
      output = new TaskOutput(shards, context);
      writer = new ShardWriter(shards, output);
    }

    @Override
    public long handle(Sample sample) throws IOException, UnusableSampleException {
      try {
        runner.start(sample);
        encoding.check(runner.tensor());
        others.check(sample);
        columns.check(sample.source());
      } catch (IllegalArgumentException e) {
        throw new UnusableSampleException(e);
      }
      String part = columns.part(sample);
      ShardSummary shard = writer.start(columns.folder(sample.source(), part), part);
      ShardSummary summary = part == null ? shard : shard.split(part);
      ValueParts.Part mine = by == null ? null : shard.by.of(by.of(sample.source()));
      if (mine != null) {
        statistics.add(sample.tensor(), recipe.layout(), mine.before);
      }
      statistics.addOriginal(
          sample.tensor(), recipe.layout(), summary.before, preview.preview().before);
      summary.samples++;
      traits.add(sample, counts);
      preview.start(sample);
      int first = recipe.firstCopy(sample);
      for (int copy = first; copy < first + recipe.copiesOfSample(); copy++) {
        if (copy > first) {
          runner.copy(copy);
        }
        byte[] cell = runner.cell();
        summary.units += runner.units();
        summary.dropped += runner.dropped();
        progress().dropped().add(runner.dropped());
        addAfter(copy, summary);
        if (mine != null) {
          statistics.add(runner.tensor(), recipe.layout(), mine.after);
        }
        if (recipe.pipeline().levels() > 1) {
          SummaryPart level = summary.addLevel(copy, runner.units(), runner.dropped());
          statistics.add(runner.tensor(), recipe.layout(), level.after);
        }
        if (!runner.unitNames().isEmpty()) {
          summary.addGroups(runner.unitNames(), runner.decisions(copy), runner.empty());
        }
        runner.addLearned(learned);
        int[] keep = columns.hasMask() ? runner.decisions(copy) : null;
        byte[] mask = keep == null ? NONE : PackedMask.of(keep);
        float[] shares = others.decide(sample, copy, runner);
        summary.digest.add(
            sample.id(), copy, cell, mask, shares == null ? NONE : BoxShares.npy(shares));
        Object[] otherCells = others.cells(sample, copy, shares, summary);
        if (preview.shows(copy, runner.units(), runner.dropped())) {
          preview.copy(
              copy,
              runner.tensor(),
              runner.scale(),
              runner.units(),
              runner.dropped(),
              runner.kept(copy));
          others.show(sample, copy, preview);
        }
        Object value =
            encoding.encode(cell, runner.headerLength(), runner.tensor().dtype(), sample.source());
        InternalRow row =
            columns.row(
                sample,
                part,
                copy,
                value,
                runner.tensor(),
                keep == null ? null : form.cell(keep),
                otherCells);
        writer.write(row, rowBytes.of(row, cell.length, runner.tensor().dtype()));
        if (part != null) {
          summary.rows++;
        }
      }
      preview.end();
      return (long) runner.cell().length * recipe.copiesOfSample();
    }

    /** Adds the copy's statistics; those of channels that are as they were follow from before. */
    private void addAfter(int copy, ShardSummary summary) {
      int[] dropped = statistics.keepsOriginal() ? runner.onlyDropped(copy) : null;
      if (dropped == null) {
        statistics.add(runner.tensor(), recipe.layout(), summary.after, preview.preview().after);
      } else {
        statistics.addDropped(
            runner.tensor(), recipe.layout(), dropped, summary.after, preview.preview().after);
      }
    }

    @Override
    public void quarantine(BadRecord record) {
      String line =
          Json.line(
              Json.badRecord(
                  Resolved.masked(record.file()),
                  record.row(),
                  record.key(),
                  Resolved.masked(record.reason())));
      output.quarantine(OneLine.json(line));
    }

    @Override
    public TaskResult finish() throws IOException {
      FileCommitProtocol.TaskCommitMessage commit = writer.commit();
      return new TaskResult(
          writer.shards(),
          writer.quarantined(),
          List.of(),
          commit,
          preview.finish(),
          learned,
          counts);
    }

    @Override
    public void abort() {
      writer.abort();
    }
  }
}
