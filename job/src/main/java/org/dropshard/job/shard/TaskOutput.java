package org.dropshard.job.shard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.TaskContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileNameSpec;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Account;
import org.dropshard.job.store.FileSum;
import org.dropshard.job.store.SummedFiles;
import scala.Option;

/** The files of one task attempt, under Spark's commit protocol. */
public final class TaskOutput {
  private final ShardSpec spec;
  private final TaskAttemptContext context;
  private final List<ShardResult> shards = new ArrayList<>();
  private SummedFiles summed;
  private OutputStream quarantine;
  private final Map<String, String> quarantined = new TreeMap<>();
  private int files;

  /** Sets the task up with the committer. */
  public TaskOutput(ShardSpec spec, TaskContext task) {
    this.spec = spec;
    Configuration hadoop = spec.taskConfiguration();
    JobID job = new JobID(spec.jobTime(), task.stageId());
    TaskAttemptID attempt =
        new TaskAttemptID(
            new TaskID(job, TaskType.MAP, task.partitionId()),
            (int) task.taskAttemptId() & Integer.MAX_VALUE);
    hadoop.set("mapreduce.job.id", job.toString());
    hadoop.set("mapreduce.task.id", attempt.getTaskID().toString());
    hadoop.set("mapreduce.task.attempt.id", attempt.toString());
    hadoop.setBoolean("mapreduce.task.ismap", true);
    hadoop.setInt("mapreduce.task.partition", 0);
    context = new TaskAttemptContextImpl(hadoop, attempt);
    writing(
        () -> {
          spec.committer().setupTask(context);
          return null;
        });
  }

  /** An attempt to write. */
  @FunctionalInterface
  private interface Attempt<T> {
    T make() throws IOException;
  }

  private <T> T writing(Attempt<T> attempt) {
    try {
      return attempt.make();
    } catch (IOException e) {
      throw JobException.unwritable(spec.output(), e);
    }
  }

  /**
   * Opens the next shard.
   *
   * @param folder the folder of its partition values, or null
   * @param part of a split, whose rows alone it takes; null: rows of all
   */
  Shard open(String folder, String part) throws IOException {
    String suffix = String.format("-c%03d", files++) + spec.factory().getFileExtension(context);
    String path = newFile(folder, part == null ? "" : part + "-", suffix);
    if (summed == null) {
      summed =
          new SummedFiles(context.getConfiguration(), new Path(path), spec.sha256(), spec.output());
    }
    TaskAttemptContext writing =
        new TaskAttemptContextImpl(summed.configuration(), context.getTaskAttemptID());
    return new Shard(
        folder == null ? name(path) : folder + "/" + name(path),
        spec.factory().newInstance(path, spec.schema(), writing));
  }

  void close(Shard shard) throws IOException {
    shard.writer().close();
    FileSum sum = summed.sum(new Path(shard.writer().path()));
    shard.summary().bytes = sum.bytes();
    shard.summary().gather();
    shards.add(ShardResult.of(shard.file(), Optional.of(sum), shard.summary()));
  }

  /** Adds a line to the task's quarantine file. */
  public void quarantine(String line) {
    writing(
        () -> {
          if (quarantine == null) {
            String path = newFile(Account.QUARANTINE, "", ".jsonl");
            Path file = new Path(path);
            quarantine =
                FileSum.writing(
                    file.getFileSystem(context.getConfiguration()).create(file, true),
                    true,
                    sum ->
                        quarantined.put(
                            Account.QUARANTINE + "/" + name(path), sum.sha256().orElseThrow()));
          }
          quarantine.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          return null;
        });
  }

  /** Closes what is open and commits the task: its shards are then part of the job. */
  FileCommitProtocol.TaskCommitMessage commit() {
    return writing(
        () -> {
          if (quarantine != null) {
            quarantine.close();
          }
          forget();
          return spec.committer().commitTask(context);
        });
  }

  void abort() {
    forget();
    spec.committer().abortTask(context);
  }

  private void forget() {
    if (summed != null) {
      summed.close();
    }
  }

  List<ShardResult> shards() {
    return shards;
  }

  /** The SHA-256 of the quarantine file, if there is one, by its path below the output. */
  Map<String, String> quarantined() {
    return quarantined;
  }

  private String newFile(String folder, String prefix, String suffix) {
    return spec.committer()
        .newTaskTempFile(context, Option.apply(folder), new FileNameSpec(prefix, suffix));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
