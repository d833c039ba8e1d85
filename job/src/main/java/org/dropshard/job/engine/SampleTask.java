package org.dropshard.job.engine;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.Budget;
import org.dropshard.format.PassedOver;
import org.dropshard.job.config.BadRecords;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Exhausted;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.record.SampleCounts;
import scala.Function2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction2;

/** A task over samples: reads them, and keeps to the policy on bad records. */
public abstract class SampleTask
    extends AbstractFunction2<TaskContext, Iterator<InternalRow>, byte[]>
    implements Function2<TaskContext, Iterator<InternalRow>, byte[]>, Serializable {
  private static final long serialVersionUID = 1L;

  private final SampleReader reader;
  private final BadRecords policy;
  private final Progress progress;

  protected SampleTask(SampleReader reader, BadRecords policy, Progress progress) {
    this.reader = reader;
    this.policy = policy;
    this.progress = progress;
  }

  /** What is done in one attempt of the task. */
  protected interface Work {
    /**
     * Handles a sample.
     *
     * @return the bytes of tensors handled
     * @throws UnusableSampleException if the sample cannot be used; nothing of it was then kept
     */
    long handle(Sample sample) throws IOException, UnusableSampleException;

    /** Puts a bad record aside. */
    void quarantine(BadRecord record) throws IOException;

    /** Ends well. */
    TaskResult finish() throws IOException;

    /** Ends without a trace. */
    void abort();
  }

  /** Names the stage in Spark's pages. */
  protected abstract String name();

  /** How to go on over bad records, for people. */
  protected String leniency() {
    return "--on-error drop leaves such records out";
  }

  /** Counters for eyes. */
  protected final Progress progress() {
    return progress;
  }

  /** Begins an attempt. */
  protected abstract Work start(TaskContext context);

  @Override
  public final byte[] apply(TaskContext context, Iterator<InternalRow> all) {
    java.util.Iterator<InternalRow> rows =
        reader.ahead(CollectionConverters.asJava(all), id -> true, context);
    Work work = start(context);
    Intake intake = new Intake(work);
    try {
      while (rows.hasNext() && intake.failure == null) {
        if (context.isInterrupted()) {
          throw new TaskKilledException();
        }
        intake.row = rows.next();
        reader.read(intake.row, intake);
      }
      TaskResult result;
      if (intake.failure == null) {
        result = work.finish();
      } else {
        work.abort();
        result = TaskResult.of(List.of(), List.of(), new SampleCounts());
      }
      return new TaskOutcome(intake.tally(context), Optional.ofNullable(intake.failure), result)
          .encode();
    } catch (OutOfMemoryError e) {
      work.abort();
      throw intake.exhausted(e);
    } catch (Throwable e) {
      work.abort();
      throw rethrown(e);
    }
  }

  @SuppressWarnings("unchecked") // any Throwable passes: the cast to T is erased
  private static <T extends Throwable> RuntimeException rethrown(Throwable e) throws T {
    throw (T) e;
  }

  private final class Intake implements SampleReader.Sink {
    private final Work work;
    private final TreeMap<String, Long> reasons = new TreeMap<>();
    private long bad;
    private long manyPages;
    private long unselected;
    private BadRecord failure;
    private InternalRow row;
    private Sample sample;

    Intake(Work work) {
      this.work = work;
    }

    Tally tally(TaskContext context) {
      return new Tally(bad, reasons, manyPages, unselected, PassedOver.of(context));
    }

    @Override
    public void sample(Sample sample) throws IOException {
      if (failure == null) {
        this.sample = sample;
        long bytes;
        try {
          bytes = work.handle(sample);
        } catch (UnusableSampleException e) {
          bad(sample.bad(e.getMessage()));
          return;
        }
        progress.samples().add(1);
        progress.bytes().add(bytes);
        this.sample = null;
      }
    }

    /** Says where memory ran out: at a sample, else in a file. */
    private JobException exhausted(OutOfMemoryError e) {
      return sample != null
          ? new JobException(ExitCode.USAGE, sample.bad(Budget.exhausted()).line(), e)
          : Exhausted.in(row == null ? Optional.empty() : reader.file(row), e);
    }

    @Override
    public void unselected() {
      unselected++;
    }

    @Override
    public void pages(int count, Optional<String> nodata) {
      manyPages += count > 1 ? 1 : 0;
    }

    @Override
    public void bad(BadRecord record) throws IOException {
      bad++;
      progress.bad().add(1);
      reasons.merge(record.rule(), 1L, Long::sum);
      if (policy.policy() == BadRecords.Policy.FAIL
          || !policy.percent() && policy.exceeded(bad, bad)) {
        failure = record;
      } else if (policy.policy() == BadRecords.Policy.QUARANTINE) {
        work.quarantine(record);
      }
    }
  }
}
