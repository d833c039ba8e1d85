package org.dropshard.format.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.RecordColumns;
import scala.collection.AbstractIterator;

/** Some columns of an open file's records, as rows. */
final class RecordRows extends AbstractIterator<InternalRow> {
  /** The row groups to be read. */
  @FunctionalInterface
  interface Groups {
    /** The next that has rows; null: there is none. */
    PageReadStore next() throws IOException;
  }

  private final Groups groups;
  private final StructType required;
  private final int indexOrdinal;
  private final MessageType wanted;
  private final RowMaterializer materializer;
  private RecordReader<InternalRow> records;
  private long index;
  private long left;

  /**
   * All of a file's records.
   *
   * @param required the columns; those that the file has not are null
   */
  RecordRows(ParquetFileReader file, StructType required) {
    this(file, () -> filled(file), required);
  }

  RecordRows(ParquetFileReader file, Groups groups, StructType required) {
    this.groups = groups;
    this.required = required;
    indexOrdinal = List.of(required.fieldNames()).indexOf(RecordColumns.ROW_INDEX);
    MessageType whole = file.getFileMetaData().getSchema();
    List<Type> types = new ArrayList<>();
    int[] ordinals = new int[required.length()];
    for (Type type : whole.getFields()) {
      int ordinal = ordinal(required, type.getName());
      if (ordinal >= 0) {
        ordinals[types.size()] = ordinal;
        types.add(type);
      }
    }
    wanted = new MessageType(whole.getName(), types);
    file.setRequestedSchema(wanted);
    materializer = new RowMaterializer(wanted, required, ordinals);
  }

  private static PageReadStore filled(ParquetFileReader file) throws IOException {
    PageReadStore group;
    do {
      group = file.readNextRowGroup();
    } while (group != null && group.getRowCount() == 0);
    return group;
  }

  private static int ordinal(StructType columns, String name) {
    for (int i = 0; i < columns.length(); i++) {
      if (columns.apply(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean hasNext() {
    try {
      if (left == 0) {
        PageReadStore group = groups.next();
        if (group == null) {
          return false;
        }
        left = group.getRowCount();
        index = group.getRowIndexOffset().orElseThrow();
        records =
            wanted.getFieldCount() == 0
                ? null
                : new ColumnIOFactory().getColumnIO(wanted).getRecordReader(group, materializer);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    InternalRow row = records == null ? new GenericInternalRow(required.length()) : records.read();
    if (indexOrdinal >= 0) {
      row.setLong(indexOrdinal, index);
    }
    index++;
    left--;
    return row;
  }
}
