package org.dropshard.format.mds;

import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;

/**
 * {@code spark.read.format("mds")}, {@code df.write.format("mds")}: a dataset that MosaicML's
 * StreamingDataset opens.
 *
 * <p>Read: the columns are those that the first shard names. {@code ndarray} columns come as npy in
 * binary cells, {@code str} and {@code json} as strings, numbers as numbers, all else as the bytes
 * that it is: pickles stay unread.
 *
 * <p>Written: bigint as {@code int}, other numbers as themselves, booleans as {@code uint8},
 * strings as {@code str}, binary as {@code bytes}. Option {@code encoding.COLUMN} says otherwise:
 * {@code ndarray} for binary cells of npy (of each shard's type and shape, if they are the same),
 * {@code jpeg} or {@code png} for such cells, {@code json} for strings. Options {@code
 * compression}: {@code none} or {@code zstd}; {@code hashes}: {@code sha1,sha256} and the like, for
 * the index. When the shards are committed, each folder of them and the dataset's own gets its
 * {@code index.json}, be it by {@code save}, a new table or {@code INSERT}; only {@code
 * partitionOverwriteMode} {@code dynamic} is refused, which moves shards after the commit.
 */
public final class MdsFormat extends MdsShards {
  private static final long serialVersionUID = 1L;

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType columns) {
    String protocol = spark.sessionState().conf().fileCommitProtocolClass();
    if (protocol.equals(SQLHadoopMapReduceCommitProtocol.class.getName())) {
      job.getConfiguration()
          .setClass(
              SQLConf.OUTPUT_COMMITTER_CLASS().key(), IndexCommitter.class, OutputCommitter.class);
    } else { // an object store's
      job.getConfiguration()
          .setClass(
              PathOutputCommitterFactory.COMMITTER_FACTORY_CLASS,
              IndexCommitterFactory.class,
              PathOutputCommitterFactory.class);
    }
    return super.prepareWrite(spark, job, options, columns);
  }
}
