package org.dropshard.format.parquet;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.format.EachFile;
import org.dropshard.format.RecordColumns;
import scala.Function1;
import scala.Option;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/**
 * Parquet files, each with columns and types of its own, as rows of one table: by Parquet's record
 * reader, which knows all encodings, and with types that Spark's readers refuse. A column that a
 * file has not is null in its rows; a number is widened to the table's type.
 */
final class UnitedFormat implements FileFormat, Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public Option<StructType> inferSchema(
      SparkSession spark, Map<String, String> options, Seq<FileStatus> files) {
    throw new UnsupportedOperationException("the columns are given");
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType columns) {
    throw new UnsupportedOperationException("it is read alone");
  }

  @Override
  public boolean isSplitable(SparkSession spark, Map<String, String> options, Path file) {
    return true;
  }

  @Override
  public Seq<StructField> metadataSchemaFields() {
    return RecordColumns.ofMetadata();
  }

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession spark,
      StructType data,
      StructType partition,
      StructType required,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration hadoop) {
    Broadcast<SerializableConfiguration> conf = EachFile.broadcast(spark, hadoop);
    return (Function1<PartitionedFile, Iterator<InternalRow>> & Serializable)
        file -> {
          try {
            return new Rows(file, required, conf.value().value());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
  }

  /** The rows of the row groups that begin in a part of a file. */
  private static final class Rows extends AbstractIterator<InternalRow> {
    private final PartFile file;
    private final StructType required;
    private final int indexOrdinal;
    private final MessageType wanted;
    private final RowMaterializer materializer;
    private RecordReader<InternalRow> records;
    private long index;
    private long left;

    Rows(PartitionedFile part, StructType required, Configuration hadoop) throws IOException {
      this.required = required;
      file = new PartFile(part, hadoop, HadoopReadOptions.builder(hadoop, part.toPath()));
      indexOrdinal = List.of(required.fieldNames()).indexOf(RecordColumns.ROW_INDEX);
      MessageType whole = file.file().getFileMetaData().getSchema();
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
      file.file().setRequestedSchema(wanted);
      materializer = new RowMaterializer(wanted, required, ordinals);
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
          PageReadStore group = file.next();
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
      InternalRow row =
          records == null ? new GenericInternalRow(required.length()) : records.read();
      if (indexOrdinal >= 0) {
        row.setLong(indexOrdinal, index);
      }
      index++;
      left--;
      return row;
    }
  }
}
