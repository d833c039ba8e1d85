package org.dropshard.job.augment;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.dropshard.format.EachFile;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.record.RunId;
import org.dropshard.job.shard.ShardNames;
import org.dropshard.job.shard.ShardSpec;
import org.dropshard.job.store.LocalFiles;
import org.dropshard.job.store.S3aCommit;
import scala.jdk.javaapi.CollectionConverters;

/** A Spark write of shards: what a task needs to write some, and the commit of them all. */
final class ShardCommit {
  static final DateTimeFormatter JOB_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";

  private final Job job;
  private final Path folder;
  private final OutputWriterFactory factory;
  private final FileCommitProtocol committer;
  private final List<FileCommitProtocol.TaskCommitMessage> commits = new ArrayList<>();

  private ShardCommit(
      Job job, Path folder, OutputWriterFactory factory, FileCommitProtocol committer) {
    this.job = job;
    this.folder = folder;
    this.factory = factory;
    this.committer = committer;
  }

  /** Begins to write into a folder. */
  static ShardCommit begin(SparkSession spark, OutputFormat format, Path folder, RunId run)
      throws IOException {
    Job job = Job.getInstance(spark.sessionState().newHadoopConf());
    job.setOutputKeyClass(Void.class);
    job.setOutputValueClass(org.apache.spark.sql.catalyst.InternalRow.class);
    // The transaction says when the output is whole.
    job.getConfiguration().setBoolean("mapreduce.fileoutputcommitter.marksuccessfuljobs", false);
    LocalFiles.use(job.getConfiguration(), folder);
    FileOutputFormat.setOutputPath(job, folder);
    OutputWriterFactory factory = format.prepare(spark, job, format.columns().files());
    S3aCommit.prepare(folder, job.getConfiguration());
    FileCommitProtocol committer =
        FileCommitProtocol.instantiate(
            spark.conf().get(PROTOCOL), run.token(), folder.toString(), false);
    ShardCommit commit = new ShardCommit(job, folder, factory, committer);
    job.getConfiguration().set("spark.sql.sources.writeJobUUID", run.token());
    committer.setupJob(job);
    return commit;
  }

  /** What tasks need to write. */
  ShardSpec spec(
      SparkSession spark,
      Instant started,
      AugmentConfig config,
      OutputFormat format,
      boolean sha256) {
    return new ShardSpec(
        factory,
        committer,
        EachFile.broadcast(spark, job.getConfiguration()),
        JOB_TIME.format(started),
        format.columns().files(),
        config.shardBytes(),
        config.shardRows(),
        config.shards().splitFiles(),
        format.placesAtOnce(),
        sha256,
        config.output());
  }

  /** Takes in what a task wrote. */
  void add(FileCommitProtocol.TaskCommitMessage task) {
    committer.onTaskCommit(task);
    commits.add(task);
  }

  /** Makes the shards appear in the folder, under their names. */
  void commit(ShardNames names) throws IOException {
    committer.commitJob(job, CollectionConverters.asScala(commits).toSeq());
    names.rename(folder.getFileSystem(job.getConfiguration()), folder);
  }

  void abort() {
    committer.abortJob(job);
  }
}
