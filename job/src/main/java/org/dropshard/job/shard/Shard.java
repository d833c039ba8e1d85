package org.dropshard.job.shard;

import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.dropshard.job.record.ShardSummary;

/**
 * A shard that is being written.
 *
 * @param file its path below the output
 * @param writer takes its rows
 * @param summary what it holds so far
 */
record Shard(String file, OutputWriter writer, ShardSummary summary) {
  Shard(String file, OutputWriter writer) {
    this(file, writer, new ShardSummary());
  }
}
