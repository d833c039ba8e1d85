package org.dropshard.job.shard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
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
import scala.Option;

/** The files of one task attempt, under Spark's commit protocol. */
public final class TaskOutput {
  /** Where the magic committer keeps the length of an upload. */
  private static final String UPLOADED = "header.x-hadoop-s3a-magic-data-length";

  private final ShardSpec spec;
  private final TaskAttemptContext context;
  private final List<ShardResult> shards = new ArrayList<>();
  private OutputStream quarantine;
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
    spec.committer().setupTask(context);
  }

  /**
   * Opens the next shard.
   *
   * @param folder the folder of its partition values, or null
   */
  Shard open(String folder) {
    String suffix = String.format("-c%03d", files++) + spec.factory().getFileExtension(context);
    String path = newFile(folder, suffix);
    return new Shard(
        folder == null ? name(path) : folder + "/" + name(path),
        spec.factory().newInstance(path, spec.schema(), context));
  }

  void close(Shard shard) throws IOException {
    shard.writer().close();
    Path path = new Path(shard.writer().path());
    FileSystem fileSystem = path.getFileSystem(context.getConfiguration());
    shard.summary().bytes = length(fileSystem, path);
    shards.add(ShardResult.of(shard.file(), shard.summary()));
  }

  /** An upload that waits for its commit looks empty, and says how long it is beside it. */
  private static long length(FileSystem fileSystem, Path path) throws IOException {
    long length = fileSystem.getFileStatus(path).getLen();
    if (length > 0 || !"s3a".equals(fileSystem.getUri().getScheme())) {
      return length;
    }
    byte[] uploaded = fileSystem.getXAttrs(path).get(UPLOADED);
    return uploaded == null
        ? length
        : Long.parseLong(new String(uploaded, StandardCharsets.US_ASCII));
  }

  /** Adds a line to the task's quarantine file. */
  public void quarantine(String line) throws IOException {
    if (quarantine == null) {
      Path path = new Path(newFile("_dropshard/quarantine", ".jsonl"));
      quarantine = path.getFileSystem(context.getConfiguration()).create(path, true);
    }
    quarantine.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Closes what is open and commits the task: its shards are then part of the job. */
  FileCommitProtocol.TaskCommitMessage commit() throws IOException {
    if (quarantine != null) {
      quarantine.close();
    }
    return spec.committer().commitTask(context);
  }

  void abort() {
    spec.committer().abortTask(context);
  }

  List<ShardResult> shards() {
    return shards;
  }

  private String newFile(String folder, String suffix) {
    return spec.committer()
        .newTaskTempFile(context, Option.apply(folder), new FileNameSpec("", suffix));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
