package org.dropshard.format.mds;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSourceUtils;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FormatOptions;
import scala.collection.immutable.Map;
import scala.jdk.javaapi.CollectionConverters;

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
 * {@code index.json}.
 */
public final class MdsFormat extends MdsShards implements CreatableRelationProvider {
  private static final long serialVersionUID = 1L;

  @Override
  public BaseRelation createRelation(
      SQLContext context, SaveMode mode, Map<String, String> parameters, Dataset<Row> rows) {
    FormatOptions options = new FormatOptions(parameters);
    Path folder =
        new Path(
            options
                .get("path")
                .orElseThrow(() -> new IllegalArgumentException("Missing path to write to")));
    DataFrameWriter<Row> writer =
        rows.write()
            .format(MdsShards.class.getName())
            .mode(mode)
            .options(CollectionConverters.asJava(parameters));
    options
        .get(DataSourceUtils.PARTITIONING_COLUMNS_KEY())
        .ifPresent(
            columns ->
                writer.partitionBy(
                    CollectionConverters.asJava(DataSourceUtils.decodePartitioningColumns(columns))
                        .toArray(new String[0])));
    SparkSession spark = context.sparkSession();
    try {
      boolean ignored =
          mode == SaveMode.Ignore
              && folder.getFileSystem(spark.sessionState().newHadoopConf()).exists(folder);
      writer.save();
      if (!ignored) {
        MdsIndex.write(spark, folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Written(context, rows.schema());
  }

  /** Spark wants to know what was made of the rows. */
  private static final class Written extends BaseRelation {
    private final SQLContext context;
    private final StructType schema;

    Written(SQLContext context, StructType schema) {
      this.context = context;
      this.schema = schema;
    }

    @Override
    public SQLContext sqlContext() {
      return context;
    }

    @Override
    public StructType schema() {
      return schema;
    }
  }
}
