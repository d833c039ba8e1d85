package org.dropshard.job.augment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.job.ExitCode;
import org.dropshard.job.JobException;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.manifest.ShardSummary;
import org.dropshard.job.read.CellEncoding;
import org.dropshard.job.read.Source;
import org.dropshard.job.write.OutputTransaction;
import org.dropshard.job.write.ParquetShards;
import org.dropshard.job.write.ShardResult;
import org.dropshard.job.write.ShardSpec;
import org.dropshard.tensor.DType;
import scala.jdk.javaapi.CollectionConverters;

/** One run of {@code augment}: an input becomes an output, in one Spark job. */
public final class AugmentJob {
  private static final DateTimeFormatter JOB_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final String COMMIT_PROTOCOL = "spark.sql.sources.commitProtocolClass";

  private final SparkSession spark;
  private final AugmentConfig config;
  private final Source source;
  private final String runId = UUID.randomUUID().toString().substring(0, 8);
  private final Instant started = Instant.now();

  /**
   * @param source the input, whose layout is known
   */
  public AugmentJob(SparkSession spark, AugmentConfig config, Source source) {
    this.spark = spark;
    this.config = config;
    this.source = source;
  }

  /**
   * Runs the job. The output appears when all is written, or not at all.
   *
   * @param duplicateKeys samples whose key another has, for the record
   * @throws JobException if the output cannot be written, or bad records end the run
   */
  public RunReport run(Progress progress, long duplicateKeys) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    try (OutputTransaction transaction =
        OutputTransaction.begin(config.output(), config.overwrite(), runId, hadoop)) {
      return write(transaction, hadoop, progress, duplicateKeys);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.OUTPUT,
          "Cannot write output: " + config.output() + " (" + e.getMessage() + ")",
          e);
    }
  }

  private RunReport write(
      OutputTransaction transaction, Configuration hadoop, Progress progress, long duplicateKeys)
      throws IOException {
    CellEncoding encoding = config.npyCells() ? CellEncoding.NPY : source.encoding();
    OutputColumns columns =
        OutputColumns.of(
            source,
            encoding.columnType(config.dtype().orElse(null)),
            metadata(encoding),
            config.partitionBy(),
            config.input().key().orElse(null));
    Job job = Job.getInstance(hadoop);
    job.setOutputKeyClass(Void.class);
    job.setOutputValueClass(org.apache.spark.sql.catalyst.InternalRow.class);
    FileOutputFormat.setOutputPath(job, transaction.stage());
    OutputWriterFactory factory =
        ParquetShards.prepare(spark, job, columns.files(), source.tensorColumn());
    FileCommitProtocol committer =
        FileCommitProtocol.instantiate(
            spark.conf().get(COMMIT_PROTOCOL), runId, transaction.stage().toString(), false);
    ShardSpec spec =
        new ShardSpec(
            factory,
            committer,
            new SerializableConfiguration(job.getConfiguration()),
            JOB_TIME.format(started),
            columns.files(),
            config.shardBytes(),
            config.shardRows());
    job.getConfiguration().set("spark.sql.sources.writeJobUUID", runId);
    committer.setupJob(job);
    Total total = new Total();
    ShardJob.Tally tally;
    try {
      tally =
          ShardJob.run(
              spark.sparkContext(),
              Splits.rdd(spark, sorted(source.rows()), source.splitBytes()),
              new AugmentTask(source, config, encoding, columns, spec, progress),
              config.input().badRecords(),
              "dropshard-" + runId,
              description(),
              (partition, outcome) -> total.add(outcome, committer));
      if (config.input().badRecords().exceeded(tally.bad(), tally.bad() + total.summary.samples)) {
        throw new JobException(
            ExitCode.BAD_RECORDS,
            "Too many bad records: "
                + tally.bad()
                + " of "
                + (tally.bad() + total.summary.samples));
      }
      committer.commitJob(job, CollectionConverters.asScala(total.commits).toSeq());
    } catch (RuntimeException e) {
      committer.abortJob(job);
      throw e;
    }
    RunReport report =
        new RunReport(
            runId,
            started,
            Instant.now(),
            source,
            config,
            total.summary,
            total.shards,
            tally.bad(),
            tally.reasons(),
            duplicateKeys,
            transaction.output().toString());
    transaction.write("_dropshard/shards.jsonl", shardLines(total.shards));
    transaction.write("_dropshard/stats.json", Json.pretty(Json.stats(total.summary)));
    transaction.write("_dropshard/run.json", Json.pretty(report.json(spark)));
    transaction.commit();
    return report;
  }

  /** What the partitions wrote, merged as they finish. */
  private static final class Total {
    final ShardSummary summary = new ShardSummary();
    final List<ShardResult> shards = new ArrayList<>();
    final List<FileCommitProtocol.TaskCommitMessage> commits = new ArrayList<>();

    void add(TaskOutcome outcome, FileCommitProtocol committer) {
      committer.onTaskCommit(outcome.commit());
      commits.add(outcome.commit());
      for (ShardResult shard : outcome.shards()) {
        summary.merge(shard.summary());
        shards.add(shard);
      }
    }
  }

  private String description() {
    return "dropshard augment: "
        + config.kind().label()
        + " "
        + config.p().value()
        + " seed "
        + config.seed()
        + " to "
        + config.output();
  }

  /** Folders one after the other within a partition, so that one shard is open at a time. */
  private Dataset<Row> sorted(Dataset<Row> rows) {
    if (config.partitionBy().isEmpty()) {
      return rows;
    }
    return rows.sortWithinPartitions(
        config.partitionBy().stream()
            .map(name -> rows.col("`" + name + "`"))
            .toArray(Column[]::new));
  }

  private Metadata metadata(CellEncoding encoding) {
    MetadataBuilder metadata =
        new MetadataBuilder()
            .putString("layout", source.layout().orElseThrow().name())
            .putString("encoding", encoding.label());
    config.dtype().map(DType::label).ifPresent(label -> metadata.putString("dtype", label));
    return metadata.build();
  }

  private static String shardLines(List<ShardResult> shards) {
    return shards.stream()
        .sorted(Comparator.comparing(ShardResult::file))
        .map(
            shard -> {
              ObjectNode line = Json.object();
              line.put("file", shard.file());
              line.put("rows", shard.summary().rows);
              line.put("bytes", shard.summary().bytes);
              line.put("digest", shard.summary().digest.hex());
              line.setAll(Json.stats(shard.summary()));
              return Json.line(line) + "\n";
            })
        .collect(Collectors.joining());
  }
}
