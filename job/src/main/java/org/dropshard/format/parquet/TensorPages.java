package org.dropshard.format.parquet;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * The tensor column of a row group, in data pages of version 1, plainly encoded. A cell is copied
 * once, into its page; Parquet's own column writers take four copies of binary cells, and lists an
 * element at a time, at some 50 ns each.
 *
 * <p>Cells are binary, or lists of numbers, which may hold lists in turn; none is null, nor is any
 * element. Pages end between rows. They wait for {@link #writeTo}, since the columns before them
 * come first.
 *
 * <p>Source: Parquet's format, "Data Pages", "Plain (PLAIN = 0)" and "Nested Encoding".
 */
final class TensorPages {
  /** Before the values: room for the levels of all pages but those of nested lists. */
  private static final int HEADROOM = 128;

  private static final int LENGTH = 4;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ColumnDescriptor column;
  private final ShardCodecs codecs;
  private final CompressionCodecName codec;
  private final int pageBytes;
  private final int pageRows;
  private final Elements elements; // null: cells are binary
  private final int[] empty; // by depth, the definition level of a list without elements
  private final Levels repetitions;
  private final Levels definitions;
  private final Statistics<?> none;

  private final List<Page> pages = new ArrayList<>();
  private long bytes;

  // The page that is being filled.
  private Slab slab;
  private int end;
  private int rows;
  private int values;

  /**
   * @param rows of the page
   * @param values of all lists, or as many as rows
   * @param plain bytes before compression
   */
  private record Page(Slab slab, int rows, int values, int plain) {}

  /**
   * @param schema of the file
   * @param name the tensor column's
   * @param elements of its lists; null: it is binary
   * @param pageBytes a page is no longer than this, or holds one row
   * @param pageRows the most rows of a page
   */
  TensorPages(
      MessageType schema,
      String name,
      Elements elements,
      ShardCodecs codecs,
      CompressionCodecName codec,
      int pageBytes,
      int pageRows) {
    column = column(schema, name);
    this.codecs = codecs;
    this.codec = codec;
    this.pageBytes = pageBytes;
    this.pageRows = pageRows;
    this.elements = elements;
    empty = emptyLevels(schema.getType(name));
    repetitions = new Levels(column.getMaxRepetitionLevel());
    definitions = new Levels(column.getMaxDefinitionLevel());
    none = Statistics.getBuilderForReading(column.getPrimitiveType()).build();
  }

  private static ColumnDescriptor column(MessageType schema, String name) {
    return schema.getColumns().stream()
        .filter(column -> column.getPath()[0].equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static int[] emptyLevels(Type outermost) {
    List<Integer> levels = new ArrayList<>();
    int level = 0;
    for (Type type = outermost; ; type = type.asGroupType().getType(0)) {
      if (type.isRepetition(Repetition.REPEATED)) {
        levels.add(level);
      }
      level += type.isRepetition(Repetition.REQUIRED) ? 0 : 1;
      if (type.isPrimitive()) {
        return levels.stream().mapToInt(Integer::intValue).toArray();
      }
    }
  }

  /** The column, for those who write all of them in order. */
  ColumnDescriptor column() {
    return column;
  }

  /** Adds a row's cell, which stands at {@code ordinal}. */
  void add(InternalRow row, int ordinal) throws IOException {
    if (elements == null) {
      byte[] cell = row.getBinary(ordinal);
      makeRoom(LENGTH + (long) cell.length);
      INT.set(slab.array(), end, cell.length);
      System.arraycopy(cell, 0, slab.array(), end + LENGTH, cell.length);
      end += LENGTH + cell.length;
      add(0, column.getMaxDefinitionLevel(), 1);
    } else {
      ArrayData list = row.getArray(ordinal);
      makeRoom(count(list, 1) * elements.bytes());
      add(list, 1, 0);
    }
    rows++;
  }

  private long count(ArrayData list, int depth) {
    int lists = list.numElements();
    if (depth == empty.length) {
      return lists;
    }
    long count = 0;
    for (int i = 0; i < lists; i++) {
      count += count(list.getArray(i), depth + 1);
    }
    return count;
  }

  /**
   * @param depth of the list, the outermost 1: the level at which its elements repeat
   * @param repetition the level of its first element, that is where it begins
   */
  private void add(ArrayData list, int depth, int repetition) {
    int count = list.numElements();
    if (count == 0) {
      add(repetition, empty[depth - 1], 1);
    } else if (depth < empty.length) {
      for (int i = 0; i < count; i++) {
        add(list.getArray(i), depth + 1, i == 0 ? repetition : depth);
      }
    } else {
      add(repetition, column.getMaxDefinitionLevel(), 1);
      add(depth, column.getMaxDefinitionLevel(), count - 1);
      end = elements.copy(list, slab.array(), end);
    }
  }

  private void add(int repetition, int definition, int n) {
    repetitions.add(repetition, n);
    definitions.add(definition, n);
    values += n;
  }

  private void makeRoom(long needed) throws IOException {
    if (rows > 0 && (rows >= pageRows || end + needed > pageBytes)) {
      endPage();
    }
    if (slab == null) {
      slab = Slab.of(Math.max(pageBytes, Math.toIntExact(HEADROOM + needed)));
      end = HEADROOM;
    }
  }

  private void endPage() throws IOException {
    int levels = repetitions.length() + definitions.length();
    int start = HEADROOM - levels;
    if (start < StoredSnappy.HEADROOM) {
      start = StoredSnappy.HEADROOM;
      Slab wider = Slab.of(Math.addExact(start + levels, end - HEADROOM));
      System.arraycopy(slab.array(), HEADROOM, wider.array(), start + levels, end - HEADROOM);
      end += start + levels - HEADROOM;
      slab.giveBack();
      slab = wider;
    }
    definitions.writeTo(slab.array(), repetitions.writeTo(slab.array(), start));
    Slab page = codecs.compress(codec, slab.at(start, end));
    pages.add(new Page(page, rows, values, end - start));
    bytes += page.length();
    slab = null;
    rows = 0;
    values = 0;
  }

  /** How many bytes wait. */
  long bytes() {
    return bytes + (slab == null ? 0 : end);
  }

  /** Writes all as a column chunk, and begins anew. */
  void writeTo(ParquetFileWriter file) throws IOException {
    if (rows > 0) {
      endPage();
    }
    file.startColumn(column, pages.stream().mapToLong(Page::values).sum(), codec);
    for (Page page : pages) {
      file.writeDataPage(
          page.values(),
          page.plain(),
          page.slab().bytes(),
          none,
          page.rows(),
          Encoding.RLE,
          Encoding.RLE,
          Encoding.PLAIN);
    }
    file.endColumn();
    release();
  }

  /** Gives back what is held. */
  void release() {
    pages.forEach(page -> page.slab().giveBack());
    pages.clear();
    bytes = 0;
    if (slab != null) {
      slab.giveBack();
      slab = null;
    }
  }
}
