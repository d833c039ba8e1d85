package org.dropshard.format.mds;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.BindingPathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.sql.SparkSession;

/** Makes what commits shards as their file system would have it, and then writes their index. */
public final class MdsIndexCommitterFactory extends PathOutputCommitterFactory {
  @Override
  public PathOutputCommitter createOutputCommitter(Path folder, TaskAttemptContext context)
      throws IOException {
    Configuration own = new Configuration(context.getConfiguration());
    own.unset(COMMITTER_FACTORY_CLASS);
    return new Committer(folder, new TaskAttemptContextImpl(own, context.getTaskAttemptID()));
  }

  private static final class Committer extends BindingPathOutputCommitter {
    private final Path folder;

    Committer(Path folder, TaskAttemptContext context) throws IOException {
      super(folder, context);
      this.folder = folder;
    }

    @Override
    public void commitJob(JobContext context) throws IOException {
      super.commitJob(context);
      MdsIndex.write(SparkSession.active(), folder);
    }

    /** Dynamic partition overwrite least of all: it moves shards after the commit. */
    @Override
    public boolean hasCapability(String capability) {
      return !capability.endsWith("dynamic.partitioning") && super.hasCapability(capability);
    }
  }
}
