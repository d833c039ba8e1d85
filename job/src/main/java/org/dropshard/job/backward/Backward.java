package org.dropshard.job.backward;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.dropshard.format.TableFormat;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.IfExists;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.plan.Plan;
import org.dropshard.job.read.Sources;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.RunId;
import org.dropshard.job.tables.TableTarget;
import org.dropshard.job.verify.ForwardInput;
import org.dropshard.job.verify.PastRun;
import org.dropshard.tensor.Layout;

/** A way back. */
public final class Backward {
  /** The settings that are the run's, whatever else is said. */
  private static final Set<Setting> OF_THE_RUN =
      EnumSet.of(
          Setting.KIND,
          Setting.STEPS,
          Setting.DROP,
          Setting.KEEP,
          Setting.P,
          Setting.PRESET,
          Setting.MODE,
          Setting.SEED,
          Setting.COPIES,
          Setting.SHARE,
          Setting.SCALE,
          Setting.FILL,
          Setting.STATS,
          Setting.CHANNEL_NAMES,
          Setting.LAYOUT);

  private static final String ID = "sample_id";
  private static final String COPY = "copy";

  private final PastRun run;
  private final Settings settings;
  private final AugmentConfig config;

  private Backward(PastRun run, Settings settings) {
    this.run = run;
    this.settings = settings;
    this.config = AugmentConfig.of(settings);
  }

  /**
   * Checks what needs no session.
   *
   * @param given its own settings: {@code run} names the output whose masks apply
   * @throws JobException for the first rule that is broken
   */
  public static Backward of(Settings given, Configuration hadoop) {
    PastRun run = PastRun.read(given.required(Setting.RUN), hadoop, ExitCode.INPUT);
    Map<Setting, List<String>> theirs = run.settings();
    String layout = run.run().dropout().layout();
    if (!layout.equals(Layout.NONE.name())) {
      theirs.put(Setting.LAYOUT, List.of(layout));
    }
    if (run.config().run().isPresent()) {
      throw JobException.invalid("--run", given.required(Setting.RUN), "it went backward itself");
    }
    Backward backward = new Backward(run, given.with(OF_THE_RUN, theirs));
    Pipeline pipeline = backward.config.pipeline();
    if (backward.config.parameters() && pipeline.learned() == 0) {
      throw JobException.invalid(
          "--parameters", "true", "no step of the run has any: " + pipeline.label());
    }
    Plan.checkPlaces(backward.config, hadoop);
    Sources.checkPaths(backward.config.input(), hadoop);
    return backward;
  }

  /**
   * Checks a way back.
   *
   * @throws JobException for the first rule that is broken
   */
  public Plan plan(SparkSession spark) {
    if (config.input().key().isEmpty() && config.input().batchAxis() != BatchAxis.FIRST) {
      Settings keyed = settings.with(EnumSet.of(Setting.KEY), Map.of(Setting.KEY, List.of(ID)));
      Optional<Source> table = keyed(spark, AugmentConfig.of(keyed));
      if (table.isPresent()) {
        return plan(spark, run, AugmentConfig.of(keyed), table.get());
      }
    }
    Source source = Sources.open(spark, config.input(), config.share(), config.shardBytes());
    if (config.input().key().isEmpty()
        && source.format() instanceof TableFormat table
        && table.isColumnar()) {
      throw JobException.usage("Missing --key NAME (the gradients have no column " + ID + ")");
    }
    return plan(spark, run, config, source);
  }

  /** The output, if gradients are added to it; null if they are not, or it has the run already. */
  private static PastRun before(SparkSession spark, AugmentConfig config) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    if (config.ifExists() != IfExists.APPEND) {
      return null;
    }
    String output = TableTarget.of(spark, config).map(TableTarget::check).orElse(config).output();
    if (output.isEmpty()) {
      return null; // a table that is not there yet
    }
    Optional<Account> account = Outputs.account(output, hadoop);
    boolean adds =
        account.isPresent()
            && config.runId().map(RunId::new).flatMap(account.get().run()::run).isEmpty();
    return adds ? PastRun.read(output, hadoop, ExitCode.OUTPUT) : null;
  }

  private static Optional<Source> keyed(SparkSession spark, AugmentConfig config) {
    try {
      return Optional.of(Sources.open(spark, config.input(), config.share(), config.shardBytes()));
    } catch (JobException e) {
      if (e.getMessage().startsWith("Invalid column: " + ID + " ")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Plan plan(
      SparkSession spark, PastRun run, AugmentConfig config, Source gradients) {
    Source source =
        ForwardInput.beside(spark, config, copies(config, gradients), before(spark, config));
    return Plan.of(spark, config, source).ofRun(run.run().rows().out());
  }

  /** Rows say which copy they are of, or there is one copy alone. */
  private static Source copies(AugmentConfig config, Source source) {
    Dataset<Row> rows = source.rows();
    if (Arrays.asList(rows.columns()).contains(COPY)) {
      return source.withRows(
          rows.withColumn(COPY, functions.col(COPY).cast(DataTypes.IntegerType)));
    }
    if (config.copies() > 1) {
      throw JobException.usage(
          "Cannot go backward: the run made "
              + config.copies()
              + " copies, and the gradients have no column "
              + COPY);
    }
    return source;
  }
}
