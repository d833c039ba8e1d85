package org.dropshard.job.store;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.BindingPathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;

/**
 * Lets Spark write through the committer that Hadoop has for a store. Spark asks only a {@link
 * FileOutputCommitter} where a task's files go, and the stores' committers are none; this one is,
 * and hands every call to whichever Hadoop's factory chooses. For any format of files.
 *
 * @see <a
 *     href="https://hadoop.apache.org/docs/stable/hadoop-aws/tools/hadoop-aws/committers.html">The
 *     S3A committers</a>
 */
public final class S3aCommitter extends FileOutputCommitter {
  private final BindingPathOutputCommitter committer;

  /** As Spark's commit protocol makes it. */
  public S3aCommitter(Path output, TaskAttemptContext context) throws IOException {
    super(output, context);
    committer = new BindingPathOutputCommitter(output, context);
  }

  @Override
  public Path getWorkPath() throws IOException {
    return committer.getWorkPath();
  }

  @Override
  public void setupJob(JobContext job) throws IOException {
    committer.setupJob(job);
  }

  @Override
  public void commitJob(JobContext job) throws IOException {
    committer.commitJob(job);
  }

  @Override
  public void abortJob(JobContext job, JobStatus.State state) throws IOException {
    committer.abortJob(job, state);
  }

  @Override
  @Deprecated
  public void cleanupJob(JobContext job) throws IOException {
    committer.cleanupJob(job);
  }

  @Override
  public void setupTask(TaskAttemptContext task) throws IOException {
    committer.setupTask(task);
  }

  @Override
  public boolean needsTaskCommit(TaskAttemptContext task) throws IOException {
    return committer.needsTaskCommit(task);
  }

  @Override
  public void commitTask(TaskAttemptContext task) throws IOException {
    committer.commitTask(task);
  }

  @Override
  public void abortTask(TaskAttemptContext task) throws IOException {
    committer.abortTask(task);
  }

  @Override
  public boolean isCommitJobRepeatable(JobContext job) throws IOException {
    return committer.isCommitJobRepeatable(job);
  }

  @Override
  @Deprecated
  public boolean isRecoverySupported() {
    return committer.isRecoverySupported();
  }

  @Override
  public boolean isRecoverySupported(JobContext job) throws IOException {
    return committer.isRecoverySupported(job);
  }

  @Override
  public void recoverTask(TaskAttemptContext task) throws IOException {
    committer.recoverTask(task);
  }
}
