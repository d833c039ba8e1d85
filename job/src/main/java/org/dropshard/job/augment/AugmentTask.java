package org.dropshard.job.augment;

import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Dropout;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.manifest.ShardSummary;
import org.dropshard.job.read.BadRecord;
import org.dropshard.job.read.CellEncoding;
import org.dropshard.job.read.Sample;
import org.dropshard.job.read.Source;
import org.dropshard.job.write.ShardSpec;
import org.dropshard.job.write.ShardWriter;
import org.dropshard.job.write.TaskOutput;
import org.dropshard.stats.TensorStats;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** Dropout, statistics and shards, sample by sample. */
final class AugmentTask extends SampleTask {
  private static final long serialVersionUID = 1L;

  private final CellEncoding encoding;
  private final OutputColumns columns;
  private final ShardSpec shards;
  private final Layout layout;
  private final Kind kind;
  private final double p;
  private final double[] fill;
  private final long seed;
  private final int copies;

  /** Null: as read. */
  private final DType dtype;

  /** Null: inverted for floating types, none for integers. */
  private final Scale scale;

  AugmentTask(
      Source source,
      AugmentConfig config,
      CellEncoding encoding,
      OutputColumns columns,
      ShardSpec shards,
      Progress progress) {
    super(source.reader(), config.input().badRecords(), progress);
    this.encoding = encoding;
    this.columns = columns;
    this.shards = shards;
    this.layout = source.layout().orElseThrow();
    this.kind = config.kind();
    this.p = config.p().value();
    this.fill = config.fill();
    this.seed = config.seed();
    this.copies = config.copies();
    this.dtype = config.dtype().orElse(null);
    this.scale = config.scale().orElse(null);
  }

  @Override
  Work start(TaskContext context) {
    return new Augmentation(context);
  }

  private final class Augmentation implements Work {
    private final TaskOutput output;
    private final ShardWriter writer;
    private final TensorDropout kernel = new TensorDropout();
    private final TensorStats statistics = new TensorStats();

    Augmentation(TaskContext context) {
      output = new TaskOutput(shards, context);
      writer = new ShardWriter(shards, output);
    }

    @Override
    public long handle(Sample sample) throws IOException, UnusableSampleException {
      Tensor x;
      byte[] header;
      NoiseShape noise;
      Dropout dropout;
      byte[] cell;
      long dropped;
      try {
        DType written = dtype == null ? sample.tensor().dtype() : dtype;
        x = Values.convert(sample.tensor(), written);
        header = Npy.header(written, x.shape());
        noise = kind.noiseShape(x.shape(), layout);
        dropout = new Dropout(kind, layout, new DropProbability(p), scale(written), fill);
        cell = new byte[Math.addExact(header.length, x.byteLength())];
        dropped = copy(sample, dropout, noise, 0, x, header, cell);
      } catch (IllegalArgumentException e) {
        throw new UnusableSampleException(e);
      }
      ShardSummary summary = writer.start(columns.folder(sample.source()));
      statistics.add(sample.tensor(), layout, summary.before);
      summary.samples++;
      for (int copy = 0; copy < copies; copy++) {
        if (copy > 0) {
          dropped = copy(sample, dropout, noise, copy, x, header, cell);
        }
        summary.units += noise.units();
        summary.dropped += dropped;
        statistics.add(new Tensor(x.dtype(), x.shape(), cell, header.length), layout, summary.after);
        summary.digest.add(sample.id(), copy, cell);
        Object value = encoding.encode(cell, header.length, x.dtype(), sample.source());
        writer.write(columns.row(sample.source(), sample.id(), copy, value), cell.length);
      }
      return (long) cell.length * copies;
    }

    private long copy(
        Sample sample, Dropout dropout, NoiseShape noise, int copy, Tensor x, byte[] header, byte[] cell) {
      System.arraycopy(header, 0, cell, 0, header.length);
      return kernel.apply(dropout, noise, seed, sample.maskId(), copy, x, cell, header.length);
    }

    private Scale scale(DType written) {
      return scale != null ? scale : written.isFloating() ? Scale.INVERTED : Scale.NONE;
    }

    @Override
    public void quarantine(BadRecord record) throws IOException {
      output.quarantine(Json.line(Json.badRecord(record.file(), record.row(), record.key(), record.reason())));
    }

    @Override
    public TaskOutcome finish(long bad, TreeMap<String, Long> reasons) throws IOException {
      FileCommitProtocol.TaskCommitMessage commit = writer.commit();
      return new TaskOutcome(bad, reasons, Optional.empty(), writer.shards(), commit);
    }

    @Override
    public void abort() {
      writer.abort();
    }
  }
}
