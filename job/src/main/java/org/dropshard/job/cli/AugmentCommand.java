package org.dropshard.job.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.augment.AugmentJob;
import org.dropshard.job.augment.RunOutcome;
import org.dropshard.job.augment.Trial;
import org.dropshard.job.backward.Backward;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.IfExists;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.error.JobException;
import org.dropshard.job.increment.IncrementalJob;
import org.dropshard.job.output.OutputSession;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.plan.FirstLook;
import org.dropshard.job.plan.Plan;
import org.dropshard.job.plan.PlanText;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunId;
import org.dropshard.job.tables.TableTarget;

/** {@code augment}, {@code plan} and {@code backward}. */
final class AugmentCommand {
  private AugmentCommand() {}

  static void augment(Invocation invocation, PrintStream out) {
    run(config(invocation), "augment", out);
  }

  private static AugmentConfig config(Invocation invocation) {
    for (Setting setting : Commands.BACK_ALONE) {
      if (!invocation.settings().list(setting).isEmpty()) {
        throw JobException.invalid("key", setting.key(), "dropshard backward has it alone");
      }
    }
    return AugmentConfig.of(invocation.settings());
  }

  /** {@code backward}. */
  static void backward(Invocation invocation, PrintStream out) {
    String how = AugmentConfig.progress(invocation.settings());
    Settings given = invocation.settings();
    String run = given.required(Setting.RUN);
    Optional<Backward> found =
        OutputPlace.isTable(run, Application.hadoop())
            ? Optional.empty()
            : Optional.of(Backward.of(given, Application.hadoop()));
    Application.withSession(
        "backward",
        spark -> {
          Backward backward =
              found.orElseGet(() -> Backward.of(ofTable(spark, given, run), hadoop(spark)));
          Optional<RunOutcome> report =
              ProgressDisplay.during(
                  how,
                  spark.sparkContext(),
                  progress -> once(spark, backward.plan(spark), progress));
          report.ifPresent(
              done -> out.print(Summary.of(done, Outputs.account(done.output(), hadoop(spark)))));
        });
  }

  /** The settings with the account of a table in its place. */
  private static Settings ofTable(SparkSession spark, Settings given, String run) {
    String folder = OutputPlace.of(run, hadoop(spark)).folder(spark);
    return given.with(EnumSet.of(Setting.RUN), Map.of(Setting.RUN, List.of(folder)));
  }

  /** Checks, runs, and prints the summary. */
  static void run(AugmentConfig config, String command, PrintStream out) {
    FirstLook.at(config, Application.hadoop());
    Application.withSession(
        command,
        spark -> {
          List<RunOutcome> reports =
              ProgressDisplay.during(
                  config.progress(),
                  spark.sparkContext(),
                  progress ->
                      config.incremental()
                          ? IncrementalJob.run(spark, config, progress)
                          : once(spark, Plan.of(spark, config), progress).stream().toList());
          Optional<Account> account =
              placed(spark, config).flatMap(place -> Outputs.account(place, hadoop(spark)));
          out.print(
              reports.size() == 1
                  ? Summary.of(reports.get(0), account)
                  : Summary.of(config, reports, account));
        });
  }

  /** The run, unless the output has taken it in already. */
  private static Optional<RunOutcome> once(SparkSession spark, Plan plan, Progress progress) {
    RunId run = plan.config().runId().map(RunId::new).orElseGet(RunId::random);
    Optional<TableTarget> target = TableTarget.of(spark, plan.config());
    if (target.isEmpty()) {
      return once(spark, plan, run, target, progress);
    }
    AugmentConfig placed = target.get().create(job(spark, plan, run).columns());
    return once(spark, plan.at(placed), run, target, progress);
  }

  private static Optional<RunOutcome> once(
      SparkSession spark, Plan plan, RunId run, Optional<TableTarget> target, Progress progress) {
    AugmentConfig config = plan.config();
    boolean adds = config.ifExists() == IfExists.APPEND;
    AugmentJob job = job(spark, plan, run);
    try (OutputSession session =
            target.isPresent()
                ? target.get().open(config, run)
                : OutputSession.open(config.output(), run, hadoop(spark));
        TableTarget undone = target.orElse(null)) {
      if (undone == null) {
        Outputs.check(config, hadoop(spark)); // as it is now
      } else {
        undone.check();
      }
      if (adds && session.account().map(job::isDone).orElse(false)) {
        return Optional.empty();
      }
      if (adds && undone != null) {
        undone.checkNew(run);
        Outputs.checkAccount(config, hadoop(spark));
      }
      return Optional.of(job.run(session, adds, progress));
    } catch (IOException e) {
      throw JobException.unwritable(config.output(), e);
    }
  }

  private static AugmentJob job(SparkSession spark, Plan plan, RunId run) {
    AugmentConfig config = plan.config();
    return plan.job(
        spark,
        run,
        config.adds() && !config.output().isEmpty()
            ? Outputs.account(config.output(), hadoop(spark))
            : Optional.empty());
  }

  /** Where a run's account lies; empty: there is no table yet. */
  private static Optional<String> placed(SparkSession spark, AugmentConfig config) {
    return config.table().isPresent()
        ? TableTarget.found(spark, config.table().get())
        : Optional.of(config.output());
  }

  private static Configuration hadoop(SparkSession spark) {
    return spark.sessionState().newHadoopConf();
  }

  /**
   * {@code plan}: all that {@code augment} would find before it starts, in its order, and what it
   * would over the first samples.
   */
  static void plan(Invocation invocation, PrintStream out) {
    AugmentConfig config = config(invocation);
    FirstLook.at(config, Application.hadoop());
    Application.withSession(
        "plan",
        spark -> {
          Optional<Plan> planned =
              config.incremental()
                  ? IncrementalJob.plan(spark, config)
                  : Optional.of(Plan.of(spark, config));
          if (planned.isEmpty()) {
            out.print(Summary.of(config, List.of(), Optional.empty()));
            return;
          }
          Plan plan = planned.get();
          AugmentJob job =
              job(spark, plan, config.runId().map(RunId::new).orElseGet(RunId::random));
          AugmentConfig placed =
              TableTarget.of(spark, config).map(TableTarget::check).orElse(config);
          if (!placed.output().isEmpty()) {
            Outputs.checkLock(placed.output(), hadoop(spark));
          }
          if (!placed.output().isEmpty() && config.adds()) {
            Optional<Account> account = Outputs.account(placed.output(), hadoop(spark));
            if (account.map(job::isDone).orElse(false)) {
              out.print(Summary.of(config, List.of(), account));
              return;
            }
            account.ifPresent(job::check);
          }
          Trial.Expected expected = job.trial().run();
          PlanText text = new PlanText(plan);
          out.print(
              invocation.json()
                  ? Json.pretty(text.json(expected.rows(), expected.bytes()))
                  : text.table(expected.rows(), expected.bytes()));
        });
  }
}
