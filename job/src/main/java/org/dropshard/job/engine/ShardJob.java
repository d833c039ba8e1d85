package org.dropshard.job.engine;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext$;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.config.BadRecords;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Failures;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Runs tasks over a source as one Spark job. Each partition's outcome is taken once, from the
 * attempt that Spark counts, so retries and speculation leave no trace.
 */
public final class ShardJob {
  private final SparkContext context;
  private final BadRecords policy;
  private final AtomicReference<BadRecord> failure = new AtomicReference<>();
  private Tally tally = Tally.NONE;

  private ShardJob(SparkContext context, BadRecords policy) {
    this.context = context;
    this.policy = policy;
  }

  /**
   * Runs {@code task} on every partition of {@code rdd}.
   *
   * @param group names the job for cancelling
   * @param description names the job in Spark's pages
   * @param taker takes each partition's outcome, one at a time
   * @throws JobException if a bad record ends the run, or the input cannot be read
   */
  public static Tally run(
      SparkContext context,
      RDD<InternalRow> rdd,
      SampleTask task,
      BadRecords policy,
      String group,
      String description,
      BiConsumer<Integer, TaskResult> taker) {
    return new ShardJob(context, policy).run(rdd, task, group, description, taker);
  }

  private Tally run(
      RDD<InternalRow> rdd,
      SampleTask task,
      String group,
      String description,
      BiConsumer<Integer, TaskResult> taker) {
    JobGroup before = JobGroup.of(context);
    context.setJobGroup(group, Resolved.masked(description), true);
    context.setCallSite("dropshard " + task.name());
    try (Phase.Scope phase = Phase.begin(context, 1, 1)) {
      context.runJob(
          rdd,
          task,
          (partition, bytes) -> {
            TaskOutcome outcome = TaskOutcome.decode(bytes);
            tally = tally.plus(outcome.tally());
            if (outcome.failure().isPresent()) {
              failure.compareAndSet(null, outcome.failure().get());
              context.cancelJobGroup(group);
            } else {
              taker.accept((Integer) partition, outcome.result());
            }
            return BoxedUnit.UNIT;
          },
          ClassTag$.MODULE$.apply(byte[].class));
    } catch (Throwable e) {
      if (failure.get() == null) {
        throw Failures.explained(e);
      }
    } finally {
      context.clearCallSite();
      before.restore(context);
    }
    if (failure.get() != null) {
      throw refused(policy, failure.get(), task);
    }
    return tally;
  }

  /**
   * Runs {@code task} over a few rows in this thread.
   *
   * @throws JobException if a bad record would end the run
   */
  public static TaskResult alone(SampleTask task, List<InternalRow> rows, BadRecords policy) {
    TaskOutcome outcome =
        TaskOutcome.decode(
            task.apply(
                TaskContext$.MODULE$.empty(), CollectionConverters.asScala(rows.iterator())));
    if (outcome.failure().isPresent()) {
      throw refused(policy, outcome.failure().get(), task);
    }
    return outcome.result();
  }

  private static JobException refused(BadRecords policy, BadRecord record, SampleTask task) {
    return policy.policy() == BadRecords.Policy.FAIL
        ? JobException.input(record.line() + " (" + task.leniency() + ")")
        : new JobException(
            ExitCode.BAD_RECORDS,
            "Too many bad records: more than "
                + (long) policy.most()
                + ", the last: "
                + record.line());
  }
}
