package org.dropshard.job.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;

/**
 * A Parquet file that is being written: Spark's columns by Parquet's writer, as Spark's own, but
 * with {@link SlabPool}, {@link ShardCodecs} and {@link LocalChunks}, none of which can be
 * configured.
 */
final class ParquetShard extends OutputWriter {
  private final String path;
  private final ParquetWriter<InternalRow> writer;

  /**
   * @param hadoop what {@link ParquetShards#prepare} prepared, and the user has set
   * @param values Parquet's name of the tensors' values, which may have no dictionary and no
   *     statistics
   */
  ParquetShard(String path, Configuration hadoop, String values) {
    this.path = path;
    try {
      Path file = new Path(path);
      writer =
          new Builder(HadoopOutputFile.fromPath(file, LocalChunks.of(hadoop, file)))
              .configured(hadoop, values)
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(InternalRow row) {
    try {
      writer.write(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String path() {
    return path;
  }

  private static final class Builder extends ParquetWriter.Builder<InternalRow, Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    Builder configured(Configuration hadoop, String values) {
      int pageBytes = ParquetOutputFormat.getPageSize(hadoop);
      String dictionary = ParquetOutputFormat.ENABLE_DICTIONARY + "#" + values;
      return limited(hadoop.getInt(ParquetOutputFormat.BLOCK_ROW_COUNT_LIMIT, Integer.MAX_VALUE))
          .withConf(hadoop)
          .withAllocator(SlabPool.SHARED)
          .withCodecFactory(new ShardCodecs(hadoop, pageBytes))
          .withCompressionCodec(ParquetOutputFormat.getCompression(hadoop))
          .withRowGroupSize(ParquetOutputFormat.getLongBlockSize(hadoop))
          .withPageSize(pageBytes)
          .withPageRowCountLimit(hadoop.getInt(ParquetOutputFormat.PAGE_ROW_COUNT_LIMIT, 20_000))
          .withMinRowCountForPageSizeCheck(
              ParquetOutputFormat.getMinRowCountForPageSizeCheck(hadoop))
          .withMaxRowCountForPageSizeCheck(
              ParquetOutputFormat.getMaxRowCountForPageSizeCheck(hadoop))
          .withPageWriteChecksumEnabled(ParquetOutputFormat.getPageWriteChecksumEnabled(hadoop))
          .withDictionaryPageSize(ParquetOutputFormat.getDictionaryPageSize(hadoop))
          .withDictionaryEncoding(ParquetOutputFormat.getEnableDictionary(hadoop))
          .withDictionaryEncoding(values, hadoop.getBoolean(dictionary, false))
          .withStatisticsEnabled(ParquetOutputFormat.getStatisticsEnabled(hadoop))
          .withStatisticsEnabled(values, ParquetOutputFormat.getStatisticsEnabled(hadoop, values))
          .withWriterVersion(ParquetOutputFormat.getWriterVersion(hadoop))
          .withValidation(ParquetOutputFormat.getValidation(hadoop));
    }

    private Builder limited(int rows) {
      try {
        return withRowGroupRowCountLimit(rows);
      } catch (NoSuchMethodError e) { // Spark 4.0's Parquet knows no such limit
        return this;
      }
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // the one that Parquet of Spark 4.0 to 4.2 must be given
    protected WriteSupport<InternalRow> getWriteSupport(Configuration hadoop) {
      return new TensorWriteSupport();
    }
  }
}
