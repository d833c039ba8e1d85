package org.dropshard.format.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet file that is being written: the tensors by {@link TensorPages}, all other columns by
 * Spark's own way to Parquet's writers. Row groups end as Parquet's do: a little below their size.
 */
final class ParquetShard extends OutputWriter {
  /** The other columns are asked how large they are once in so many rows. */
  private static final int ROWS_A_LOOK = 64;

  private final String path;
  private final StructType schema;
  private final int tensor;
  private final int rowGroupRows;
  private final long rowGroupBytes;
  private final ShardCodecs codecs;
  private final CompressionCodecName codec;
  private final ParquetProperties properties;
  private final boolean validates;
  private final MessageType columns;
  private final MessageType otherColumns;
  private final Map<String, String> footer;
  private final TensorWriteSupport others = new TensorWriteSupport();
  private final TensorPages tensors;
  private final OrderedFooter whole;
  private final ParquetFileWriter file;

  // The row group that waits.
  private HeldPages otherPages;
  private ColumnWriteStore otherWriters;
  private RecordConsumer consumer;
  private int rows;
  private long otherBytes;
  private boolean failed;

  /**
   * @param hadoop what {@link ParquetShards#prepare} prepared, and the user has set
   * @param schema the columns
   * @param tensorColumn holds binary cells, or lists of numbers; null in no row
   */
  ParquetShard(String path, Configuration hadoop, StructType schema, String tensorColumn) {
    this.path = path;
    this.schema = schema;
    tensor = schema.fieldIndex(tensorColumn);
    int pageBytes = ParquetOutputFormat.getPageSize(hadoop);
    int pageRows = hadoop.getInt(ParquetOutputFormat.PAGE_ROW_COUNT_LIMIT, 20_000);
    rowGroupRows = hadoop.getInt(ParquetOutputFormat.BLOCK_ROW_COUNT_LIMIT, Integer.MAX_VALUE);
    rowGroupBytes = ParquetOutputFormat.getLongBlockSize(hadoop);
    codecs = new ShardCodecs(hadoop, pageBytes);
    codec = ParquetOutputFormat.getCompression(hadoop);
    validates = ParquetOutputFormat.getValidation(hadoop);
    properties =
        ParquetProperties.builder()
            .withAllocator(SlabPool.SHARED)
            .withPageSize(pageBytes)
            .withPageRowCountLimit(pageRows)
            .withMinRowCountForPageSizeCheck(
                ParquetOutputFormat.getMinRowCountForPageSizeCheck(hadoop))
            .withMaxRowCountForPageSizeCheck(
                ParquetOutputFormat.getMaxRowCountForPageSizeCheck(hadoop))
            .withPageWriteChecksumEnabled(ParquetOutputFormat.getPageWriteChecksumEnabled(hadoop))
            .withDictionaryPageSize(ParquetOutputFormat.getDictionaryPageSize(hadoop))
            .withDictionaryEncoding(ParquetOutputFormat.getEnableDictionary(hadoop))
            .withStatisticsEnabled(ParquetOutputFormat.getStatisticsEnabled(hadoop))
            .build();
    WriteContext all = new TensorWriteSupport().init(hadoop);
    columns = all.getSchema();
    footer = all.getExtraMetaData();
    otherColumns = others.init(withoutTensor(hadoop)).getSchema();
    tensors =
        new TensorPages(
            columns,
            tensorColumn,
            Elements.of(schema.apply(tensor).dataType()),
            codecs,
            codec,
            pageBytes,
            pageRows);
    try {
      whole = new OrderedFooter(HadoopOutputFile.fromPath(new Path(path), hadoop));
      file =
          new ParquetFileWriter(
              whole,
              columns,
              ParquetFileWriter.Mode.CREATE,
              rowGroupBytes,
              ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
              null,
              properties);
      file.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    startRowGroup();
  }

  private Configuration withoutTensor(Configuration hadoop) {
    StructType rest = new StructType();
    for (int i = 0; i < schema.length(); i++) {
      rest = i == tensor ? rest : rest.add(schema.apply(i));
    }
    Configuration changed = new Configuration(hadoop);
    changed.set(ParquetWriteSupport.SPARK_ROW_SCHEMA(), rest.json());
    return changed;
  }

  private void startRowGroup() {
    otherPages = new HeldPages(codecs.compressor(codec));
    otherWriters = properties.newColumnWriteStore(otherColumns, otherPages);
    consumer =
        new ColumnIOFactory(validates).getColumnIO(otherColumns).getRecordWriter(otherWriters);
    others.prepareForWrite(consumer);
    rows = 0;
    otherBytes = 0;
  }

  @Override
  public void write(InternalRow row) {
    try {
      others.write(withoutTensor(row));
      tensors.add(row, tensor);
      rows++;
      if (rows % ROWS_A_LOOK == 0) {
        otherBytes = otherWriters.getBufferedSize();
      }
      if (rows >= rowGroupRows || isFull()) {
        writeRowGroup();
        otherWriters.close();
        startRowGroup();
      }
    } catch (IOException e) {
      failed = true;
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  /** Whether two rows more might be too many. */
  private boolean isFull() throws IOException {
    long bytes = tensors.bytes() + otherBytes;
    return bytes > Math.min(rowGroupBytes, file.getNextRowGroupSize()) - 2 * (bytes / rows);
  }

  private InternalRow withoutTensor(InternalRow row) {
    Object[] rest = new Object[schema.length() - 1];
    for (int i = 0, to = 0; i < schema.length(); i++) {
      if (i != tensor) {
        StructField field = schema.apply(i);
        rest[to++] = row.isNullAt(i) ? null : row.get(i, field.dataType());
      }
    }
    return new GenericInternalRow(rest);
  }

  private void writeRowGroup() throws IOException {
    if (rows == 0) {
      return;
    }
    consumer.flush();
    otherWriters.flush();
    file.startBlock(rows);
    for (ColumnDescriptor column : columns.getColumns()) {
      if (column.equals(tensors.column())) {
        tensors.writeTo(file);
      } else {
        otherPages.writeTo(file, column);
      }
    }
    file.endBlock();
  }

  @Override
  public void close() {
    try {
      if (failed) {
        whole.abort();
      } else {
        writeRowGroup();
        Map<String, String> entries = new TreeMap<>(footer);
        entries.putAll(others.finalizeWrite().getExtraMetaData());
        whole.end();
        file.end(entries);
      }
    } catch (IOException e) {
      whole.abort();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      whole.abort();
      throw e;
    } finally {
      tensors.release();
      codecs.release();
      closeFile();
    }
  }

  private void closeFile() {
    try {
      otherWriters.close();
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String path() {
    return path;
  }
}
