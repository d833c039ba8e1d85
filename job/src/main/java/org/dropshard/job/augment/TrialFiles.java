package org.dropshard.job.augment;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileNameSpec;
import scala.Option;
import scala.collection.immutable.Seq;

/** Names files of one task in a folder whose files nobody commits. */
@SuppressWarnings("deprecation") // what Spark calls no more is abstract still
final class TrialFiles extends FileCommitProtocol {
  private final Path folder;
  private final AtomicInteger files = new AtomicInteger();

  TrialFiles(Path folder) {
    this.folder = folder;
  }

  @Override
  public String newTaskTempFile(TaskAttemptContext task, Option<String> dir, String extension) {
    return new Path(folder, files.incrementAndGet() + extension).toString();
  }

  @Override
  public String newTaskTempFile(TaskAttemptContext task, Option<String> dir, FileNameSpec name) {
    return newTaskTempFile(task, dir, name.suffix());
  }

  @Override
  public String newTaskTempFileAbsPath(TaskAttemptContext task, String dir, String extension) {
    return newTaskTempFile(task, Option.empty(), extension);
  }

  @Override
  public TaskCommitMessage commitTask(TaskAttemptContext task) {
    return new TaskCommitMessage(null);
  }

  @Override
  public void setupJob(JobContext job) {
    // the folder is there
  }

  @Override
  public void commitJob(JobContext job, Seq<TaskCommitMessage> tasks) {
    throw new UnsupportedOperationException("A trial is not committed");
  }

  @Override
  public void abortJob(JobContext job) {
    // whoever made the folder deletes it
  }

  @Override
  public void setupTask(TaskAttemptContext task) {
    // nor is there anything of a task's own
  }

  @Override
  public void abortTask(TaskAttemptContext task) {
    // its files go with the folder
  }
}
