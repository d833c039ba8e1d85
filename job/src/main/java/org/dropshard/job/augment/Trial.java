package org.dropshard.job.augment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.EachFile;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.ShardJob;
import org.dropshard.job.engine.TaskResult;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.FewRows;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.shard.ShardSpec;

/**
 * A run over a few samples, in the driver, into a folder that is then deleted: it fails as the run
 * would over them, and its shards tell how large those of the run will be.
 */
public record Trial(
    SparkSession spark,
    AugmentConfig config,
    Source source,
    OutputFormat format,
    OutputColumns columns) {
  /**
   * What a run writes, about.
   *
   * @param rows how many
   * @param bytes of all shards
   */
  public record Expected(long rows, long bytes) {}

  /** What came of some samples. */
  private record Made(long samples, long rows, long bytes) {}

  /**
   * Tries.
   *
   * @throws org.dropshard.job.error.JobException if the format cannot hold the columns, or one of
   *     the samples ends the run
   */
  public Expected run() {
    FewRows taken = FewRows.of(source.whole());
    List<InternalRow> few = taken.rows();
    Made all = made(few);
    if (all.rows() == 0) {
      return new Expected(0, 0);
    }
    double shard = 0; // the bytes that a shard has beside its rows
    if (few.size() > 1) {
      int half = few.size() / 2;
      Made first = made(few.subList(0, half));
      Made second = made(few.subList(half, few.size()));
      shard = Math.max(0, Math.min(all.bytes(), first.bytes() + second.bytes() - all.bytes()));
    }
    double row = (all.bytes() - shard) / all.rows();
    double samples = Math.max(all.samples(), taken.samples(spark, all.samples()));
    double rows = samples * all.rows() / all.samples() * source.selection().fraction();
    double shards = Math.max(1, Math.ceil(row * rows / config.shardBytes()));
    shards = Math.max(shards, Math.ceil(rows / config.shardRows()));
    return new Expected(Math.round(rows), Math.round(row * rows + shard * shards));
  }

  private Made made(List<InternalRow> rows) {
    java.nio.file.Path folder = null;
    try {
      folder = Files.createTempDirectory("dropshard-plan");
      return made(rows, new Path(folder.toUri()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (folder != null) {
        FileUtil.fullyDelete(folder.toFile());
      }
    }
  }

  private Made made(List<InternalRow> rows, Path folder) throws IOException {
    Job job = Job.getInstance(spark.sessionState().newHadoopConf());
    job.setOutputKeyClass(Void.class);
    job.setOutputValueClass(InternalRow.class);
    FileOutputFormat.setOutputPath(job, folder);
    ShardSpec spec =
        new ShardSpec(
            format.prepare(spark, job, columns.files()),
            new TrialFiles(folder),
            EachFile.broadcast(spark, job.getConfiguration()),
            ShardCommit.JOB_TIME.format(Instant.now()),
            columns.files(),
            config.shardBytes(),
            config.shardRows(),
            config.shards().splitFiles(),
            format.placesAtOnce(),
            false,
            folder.toUri().getPath());
    TaskResult result =
        ShardJob.alone(
            new AugmentTask(
                source.whole(),
                config,
                format.encoding(),
                columns,
                spec,
                SampleTraits.NONE,
                Progress.of(spark.sparkContext())),
            rows,
            config.input().badRecords());
    ShardSummary made = new ShardSummary();
    result.shards().forEach(shard -> made.merge(shard.summary()));
    return new Made(made.samples, made.rows, made.bytes);
  }
}
