package org.dropshard.job.augment;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.TaskContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.manifest.ShardSummary;
import org.dropshard.job.preview.PreviewTask;
import org.dropshard.job.read.BadRecord;
import org.dropshard.job.read.CellEncoding;
import org.dropshard.job.read.Sample;
import org.dropshard.job.read.Source;
import org.dropshard.job.write.ShardSpec;
import org.dropshard.job.write.ShardWriter;
import org.dropshard.job.write.TaskOutput;
import org.dropshard.stats.TensorStats;

/** Dropout, statistics and shards, sample by sample. */
final class AugmentTask extends SampleTask {
  private static final long serialVersionUID = 1L;

  private final Recipe recipe;
  private final CellEncoding encoding;
  private final OutputColumns columns;
  private final RowBytes rowBytes;
  private final ShardSpec shards;
  private final String run = UUID.randomUUID().toString();

  AugmentTask(
      Source source,
      AugmentConfig config,
      CellEncoding encoding,
      OutputColumns columns,
      ShardSpec shards,
      Progress progress) {
    super(source.reader(), config.input().badRecords(), progress);
    this.recipe = Recipe.of(config, source.layout().orElseThrow(), source);
    this.encoding = encoding;
    this.columns = columns;
    this.rowBytes = new RowBytes(columns);
    this.shards = shards;
  }

  @Override
  protected String name() {
    return "augment: read, drop, write shards";
  }

  @Override
  protected Work start(TaskContext context) {
    return new Augmentation(context);
  }

  private final class Augmentation implements Work {
    private final TaskOutput output;
    private final ShardWriter writer;
    private final Bench bench = recipe.bench();
    private final TensorStats statistics = new TensorStats();
    private final PreviewTask preview =
        new PreviewTask(run, recipe.seed(), recipe.pipeline().shownAs(), recipe.layout());

    Augmentation(TaskContext context) {
      output = new TaskOutput(shards, context);
      writer = new ShardWriter(shards, output);
    }

    @Override
    public long handle(Sample sample) throws IOException, UnusableSampleException {
      try {
        bench.start(sample);
        encoding.check(bench.tensor());
        columns.checkNulls(sample.source());
      } catch (IllegalArgumentException e) {
        throw new UnusableSampleException(e);
      }
      ShardSummary summary = writer.start(columns.folder(sample.source()));
      statistics.addOriginal(
          sample.tensor(), recipe.layout(), summary.before, preview.preview().before);
      summary.samples++;
      preview.start(sample);
      int first = recipe.firstCopy(sample);
      for (int copy = first; copy < first + recipe.copiesOfSample(); copy++) {
        if (copy > first) {
          bench.copy(copy);
        }
        byte[] cell = bench.cell();
        summary.units += bench.units();
        summary.dropped += bench.dropped();
        progress().dropped().add(bench.dropped());
        addAfter(copy, summary);
        if (preview.shows(copy)) {
          int[] dropped = bench.droppedChannels(copy, PreviewTask.MOST_CHANNELS);
          preview.copy(
              copy, bench.tensor(), bench.scale(), bench.units(), bench.dropped(), dropped);
        }
        summary.digest.add(sample.id(), copy, cell);
        Object value =
            encoding.encode(cell, bench.headerLength(), bench.tensor().dtype(), sample.source());
        InternalRow row = columns.row(sample.source(), sample.id(), copy, value, bench.tensor());
        writer.write(row, rowBytes.of(row, cell.length, bench.tensor().dtype()));
      }
      preview.end();
      return (long) bench.cell().length * recipe.copiesOfSample();
    }

    /** Adds the copy's statistics; those of channels that are as they were follow from before. */
    private void addAfter(int copy, ShardSummary summary) {
      int[] dropped = statistics.keepsOriginal() ? bench.onlyDropped(copy) : null;
      if (dropped == null) {
        statistics.add(bench.tensor(), recipe.layout(), summary.after, preview.preview().after);
      } else {
        statistics.addDropped(
            bench.tensor(), recipe.layout(), dropped, summary.after, preview.preview().after);
      }
    }

    @Override
    public void quarantine(BadRecord record) throws IOException {
      output.quarantine(
          Json.line(
              Json.badRecord(
                  Resolved.masked(record.file()),
                  record.row(),
                  record.key(),
                  Resolved.masked(record.reason()))));
    }

    @Override
    public TaskOutcome finish(long bad, TreeMap<String, Long> reasons) throws IOException {
      FileCommitProtocol.TaskCommitMessage commit = writer.commit();
      return new TaskOutcome(
          bad, reasons, Optional.empty(), writer.shards(), List.of(), commit, preview.finish());
    }

    @Override
    public void abort() {
      writer.abort();
    }
  }
}
