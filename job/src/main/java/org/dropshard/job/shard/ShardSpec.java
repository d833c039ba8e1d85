package org.dropshard.job.shard;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * How a task writes its shards.
 *
 * @param factory opens files of the output's format
 * @param committer makes files of successful tasks, and no others, part of the output
 * @param hadoop the configuration that the format prepared: a thousand settings, which an executor
 *     reads once
 * @param jobTime names the Hadoop job, as Spark does
 * @param schema all columns of the output
 * @param shardBytes the size at which a shard is closed
 * @param shardRows the most rows of a shard
 * @param splitFiles whether each part of a split has shards of its own
 * @param foldersAtOnce how many folders, and such shards, rows come in at a time
 * @param sha256 whether shards get a SHA-256 beside their CRC-32C
 * @param output what the shards become a part of, as the user named it
 */
public record ShardSpec(
    OutputWriterFactory factory,
    FileCommitProtocol committer,
    Broadcast<SerializableConfiguration> hadoop,
    String jobTime,
    StructType schema,
    long shardBytes,
    long shardRows,
    boolean splitFiles,
    int foldersAtOnce,
    boolean sha256,
    String output)
    implements Serializable {

  /** A copy of the configuration that a task may change. */
  Configuration taskConfiguration() {
    return new Configuration(hadoop.value().value());
  }
}
