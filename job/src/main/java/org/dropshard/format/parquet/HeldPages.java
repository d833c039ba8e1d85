package org.dropshard.format.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ParquetFileWriter;

/**
 * The pages of all columns of a row group but the tensors', compressed, until the row group is
 * written. Parquet's own store writes all columns of a file together, or none; a store for each
 * column would write other footers, which differ from version to version of Parquet.
 */
final class HeldPages implements PageWriteStore {
  private final BytesInputCompressor compressor;
  private final Map<ColumnDescriptor, Column> columns = new HashMap<>();

  HeldPages(BytesInputCompressor compressor) {
    this.compressor = compressor;
  }

  @Override
  public PageWriter getPageWriter(ColumnDescriptor column) {
    return columns.computeIfAbsent(column, key -> new Column());
  }

  /** Writes a column chunk. */
  void writeTo(ParquetFileWriter file, ColumnDescriptor descriptor) throws IOException {
    Column column = columns.get(descriptor);
    file.startColumn(descriptor, column.values, compressor.getCodecName());
    if (column.dictionary != null) {
      file.writeDictionaryPage(column.dictionary);
    }
    for (Page page : column.pages) {
      page.writeTo(file);
    }
    file.endColumn();
  }

  /** A page, compressed. */
  private interface Page {
    void writeTo(ParquetFileWriter file) throws IOException;
  }

  @SuppressWarnings("deprecation") // Parquet of Spark 4.0 calls a method that is deprecated now
  private final class Column implements PageWriter {
    private final List<Page> pages = new ArrayList<>();
    private DictionaryPage dictionary;
    private long values;
    private long bytes;

    /** A copy: the compressor and the column's writer use their memory again. */
    private BytesInput compressed(BytesInput plain) throws IOException {
      byte[] copy = compressor.compress(plain).toByteArray();
      bytes += copy.length;
      return BytesInput.from(copy);
    }

    @Override
    public void writePage(
        BytesInput plain,
        int values,
        int rows,
        Statistics<?> statistics,
        Encoding repetitions,
        Encoding definitions,
        Encoding encoding)
        throws IOException {
      BytesInput page = compressed(plain);
      int length = Math.toIntExact(plain.size());
      Statistics<?> copy = statistics.copy();
      pages.add(
          file ->
              file.writeDataPage(
                  values, length, page, copy, rows, repetitions, definitions, encoding));
      this.values += values;
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
      dictionary =
          new DictionaryPage(
              compressed(page.getBytes()),
              Math.toIntExact(page.getBytes().size()),
              page.getDictionarySize(),
              page.getEncoding());
    }

    @Override
    public void writePage(
        BytesInput plain,
        int values,
        int rows,
        Statistics<?> statistics,
        SizeStatistics sizes,
        GeospatialStatistics places,
        Encoding repetitions,
        Encoding definitions,
        Encoding encoding)
        throws IOException {
      writePage(plain, values, rows, statistics, repetitions, definitions, encoding);
    }

    @Override
    public void writePage(
        BytesInput plain,
        int values,
        int rows,
        Statistics<?> statistics,
        SizeStatistics sizes,
        Encoding repetitions,
        Encoding definitions,
        Encoding encoding)
        throws IOException {
      writePage(plain, values, rows, statistics, repetitions, definitions, encoding);
    }

    // Called by no writer of Parquet's any more.
    @Override
    public void writePage(
        BytesInput plain,
        int values,
        Statistics<?> statistics,
        Encoding repetitions,
        Encoding definitions,
        Encoding encoding) {
      throw new UnsupportedOperationException("A page without its number of rows");
    }

    @Override
    public void writePageV2(
        int rows,
        int nulls,
        int values,
        BytesInput repetitions,
        BytesInput definitions,
        Encoding encoding,
        BytesInput data,
        Statistics<?> statistics) {
      throw new UnsupportedOperationException("A page of version 2");
    }

    @Override
    public long getMemSize() {
      return bytes;
    }

    @Override
    public long allocatedSize() {
      return bytes;
    }

    @Override
    public String memUsageString(String prefix) {
      return prefix + " " + pages.size() + " pages, " + bytes + " bytes";
    }
  }
}
