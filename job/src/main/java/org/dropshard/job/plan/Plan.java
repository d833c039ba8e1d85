package org.dropshard.job.plan;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.augment.AugmentJob;
import org.dropshard.job.augment.Judgement;
import org.dropshard.job.config.Also;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.NodataConfig;
import org.dropshard.job.config.SelectConfig;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.read.Sources;
import org.dropshard.job.read.sample.Probe;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.BoxShares;
import org.dropshard.job.recipe.KeptPlaces;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.RunId;
import org.dropshard.job.store.S3aCommit;
import org.dropshard.tensor.Layout;

/**
 * A run that passed every check.
 *
 * @param config what was asked
 * @param source the input, with a known layout
 * @param duplicateKeys samples whose key another has
 * @param memory what a task needs
 * @param runRows on the way back, the rows of the run: each should have its gradient
 */
public record Plan(
    AugmentConfig config,
    Source source,
    long duplicateKeys,
    TaskMemory memory,
    OptionalLong runRows) {
  private static final String MOVES = "a step moves values to other places";

  /**
   * Checks a run.
   *
   * @throws JobException for the first rule that is broken
   */
  public static Plan of(SparkSession spark, AugmentConfig config) {
    checkPlaces(config, spark.sessionState().newHadoopConf());
    return of(
        spark, config, Sources.open(spark, config.input(), config.share(), partitionBytes(config)));
  }

  /**
   * Checks a run over some of the input's files.
   *
   * @param sizes the files' sizes by full path
   * @throws JobException for the first rule that is broken
   */
  public static Plan of(SparkSession spark, AugmentConfig config, Map<String, Long> sizes) {
    return of(
        spark,
        config,
        Sources.open(spark, config.input(), config.share(), partitionBytes(config), sizes));
  }

  /**
   * Checks where a run reads and writes, as far as that is no table.
   *
   * @throws JobException if one place lies within the other, or the output is taken
   */
  public static void checkPlaces(AugmentConfig config, Configuration hadoop) {
    if (config.table().isEmpty()) {
      PathOverlap.check(config.input().files(), config.output(), hadoop);
      S3aCommit.check(config.output(), hadoop);
      Outputs.check(config, hadoop);
    }
    Judgement.of(config.expectations(), Optional.empty(), hadoop);
  }

  private static long partitionBytes(AugmentConfig config) {
    return Math.max(1, config.shardBytes() / config.copies());
  }

  /**
   * Checks a run over an input that is open.
   *
   * @throws JobException for the first rule that is broken
   */
  public static Plan of(SparkSession spark, AugmentConfig given, Source read) {
    AugmentConfig config = given.named(read.channelNames()).withNodata(read.nodata());
    Source source =
        read.consistent(
            config.nodataConfig().flatMap(NodataConfig::ofFiles), config.channelNames());
    config.input().checkKey();
    Layout layout = source.layout().orElseGet(() -> withoutLayout(config));
    checkAlso(config, source, layout);
    checkBoxes(config, source, layout);
    for (Probe.Header tensor : source.probe().tensors()) {
      config.checkRounding(tensor.dtype());
    }
    long sums = config.parameters() ? config.pipeline().learned() : 0;
    int shards =
        config.partitionBy().contains(SelectConfig.COLUMN) || config.shards().splitFiles()
            ? Math.max(1, source.selection().parts().size())
            : 1;
    TaskMemory memory =
        TaskMemory.of(spark.sparkContext(), largestBytes(config, source, layout), sums, shards);
    memory.check();
    // A gradient's key is there once a copy.
    long duplicates =
        config.run().isPresent() ? 0 : DuplicateKeys.count(spark, source, config.input());
    return new Plan(
        config, source.orLayout(Optional.of(layout)), duplicates, memory, OptionalLong.empty());
  }

  /** The same with its output elsewhere. */
  public Plan at(AugmentConfig placed) {
    return new Plan(placed, source, duplicateKeys, memory, runRows);
  }

  /**
   * The run itself.
   *
   * @param past the output that it adds to; empty: there is none
   * @throws JobException if the output cannot have the columns that it would get
   */
  public AugmentJob job(SparkSession spark, RunId run, Optional<Account> past) {
    return new AugmentJob(spark, config, source, run, duplicateKeys, runRows, past);
  }

  /** The same as the way back of a run. */
  public Plan ofRun(long rows) {
    return new Plan(config, source, duplicateKeys, memory, OptionalLong.of(rows));
  }

  /** Refuses other tensors that are not there, or that nothing would drop. */
  private static void checkAlso(AugmentConfig config, Source source, Layout layout) {
    for (Also also : config.input().also()) {
      String rule = null;
      if (source.also().isEmpty()) {
        rule = source.format().label() + " files are read without columns that could be";
      } else if (layout == Layout.NONE) {
        throw InputConfig.layoutMissing();
      } else if (!KeptPlaces.suits(config.pipeline())) {
        rule = MOVES;
      } else if (also.channels().length == 0
          && !KeptPlaces.dropsPlaces(config.pipeline(), layout)) {
        rule =
            config.pipeline().label()
                + " drops no whole places: {channels = 0} names the channel that it follows";
      }
      if (rule != null) {
        throw JobException.usage("Invalid --also: " + also.column() + " (" + rule + ")");
      }
    }
  }

  /** Refuses boxes where one place is not dropped without another, or values move. */
  private static void checkBoxes(AugmentConfig config, Source source, Layout layout) {
    BoxShares boxes = BoxShares.of(config, source.orLayout(Optional.of(layout)));
    if (!boxes.isAny()) {
      return;
    }
    if (layout == Layout.NONE) {
      throw InputConfig.layoutMissing();
    }
    String rule =
        !KeptPlaces.suits(config.pipeline())
            ? MOVES
            : KeptPlaces.tellsPlaces(config.pipeline(), layout)
                ? null
                : config.pipeline().label() + " drops channels or samples, not places";
    if (rule != null) {
      throw JobException.usage(
          "Invalid --boxes: " + boxes.boxes().asked().column() + " (" + rule + ")");
    }
  }

  private static Layout withoutLayout(AugmentConfig config) {
    if (config.pipeline().needsLayout()) {
      throw InputConfig.layoutMissing();
    }
    return Layout.NONE;
  }

  /**
   * Finds the largest tensor on the way.
   *
   * @throws JobException if no sample that was seen suits the steps; where some do, the others are
   *     bad records
   */
  private static long largestBytes(AugmentConfig config, Source source, Layout layout) {
    long largest = source.probe().largestBytes();
    if (config.run().isPresent()) {
      return largest;
    }
    String refusal = null;
    int suitable = 0;
    for (Probe.Header tensor : source.probe().tensors()) {
      int width = config.dtype().orElse(tensor.dtype()).bytes();
      try {
        config.pipeline().checkAxes(tensor.shape());
        largest = Math.max(largest, config.pipeline().largest(tensor.shape(), layout) * width);
        suitable++;
      } catch (IllegalArgumentException e) {
        String first = e.getMessage() + ", for " + tensor + " " + layout;
        refusal = refusal == null ? first : refusal;
      }
    }
    if (refusal != null && suitable == 0) {
      throw JobException.usage(refusal);
    }
    return largest;
  }
}
