package org.dropshard.format.mds;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.spark.sql.SparkSession;

/**
 * Commits shards and then their index. Spark makes it, by its name, from the folder and the
 * context.
 */
public final class MdsIndexCommitter extends FileOutputCommitter {
  private final Path folder;

  /**
   * @throws IOException if the shards are to replace some folders of the table alone, which Spark
   *     does after the commit, behind the index's back
   */
  public MdsIndexCommitter(Path folder, TaskAttemptContext context) throws IOException {
    super(folder, context);
    this.folder = folder;
    if (folder.getName().startsWith(".spark-staging")) {
      throw new IOException(
          "Cannot write mds: partitionOverwriteMode is dynamic (index.json would be stale: set it"
              + " to static)");
    }
  }

  @Override
  public void commitJob(JobContext context) throws IOException {
    super.commitJob(context);
    MdsIndex.write(SparkSession.active(), folder);
  }
}
