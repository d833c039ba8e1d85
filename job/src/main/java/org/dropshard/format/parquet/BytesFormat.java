package org.dropshard.format.parquet;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat$;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.dropshard.format.EachFile;
import org.dropshard.format.SmallFile;
import scala.Function1;
import scala.Option;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Parquet as Spark reads it, but that cells of bytes are left where they lie in their pages:
 * tensors are most of a file, and Spark's reader copies them five times. All other columns are
 * Spark's, and so is a file that is out of the ordinary: encrypted, filtered, or encoded in other
 * ways. Small files of plain types come whole, as {@link SmallBatch}.
 */
final class BytesFormat extends ParquetFileFormat {
  private static final long serialVersionUID = 1L;

  private static final List<String> UNUSUAL =
      List.of("parquet.crypto.factory.class", "parquet.page.verify-checksum.enabled");

  private final long small;

  /**
   * @param small the length of files that are read whole, at most
   */
  BytesFormat(long small) {
    this.small = small;
  }

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReaderWithPartitionValues(
      SparkSession spark,
      StructType data,
      StructType partition,
      StructType required,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration hadoop) {
    StructType others =
        new StructType(
            Arrays.stream(required.fields())
                .filter(field -> !isBytes(field))
                .toArray(StructField[]::new));
    boolean batches =
        options.get(FileFormat$.MODULE$.OPTION_RETURNING_BATCH()).exists("true"::equals);
    boolean unusual =
        UNUSUAL.stream().anyMatch(key -> hadoop.get(key) != null)
            || spark.sessionState().conf().parquetFieldIdReadEnabled();
    // Spark writes the columns into the configuration, and keeps it.
    Function1<PartitionedFile, Iterator<InternalRow>> whole =
        super.buildReaderWithPartitionValues(
            spark, data, partition, required, filters, options, new Configuration(hadoop));
    if (!batches || unusual) {
      return whole;
    }
    long most = spark.sessionState().conf().offHeapColumnVectorEnabled() ? -1 : small;
    Function1<PartitionedFile, Iterator<InternalRow>> rest =
        others.length() == required.length() || !filters.isEmpty()
            ? null
            : super.buildReaderWithPartitionValues(
                spark, data, partition, others, filters, options, new Configuration(hadoop));
    Broadcast<SerializableConfiguration> conf = EachFile.broadcast(spark, hadoop);
    int columns = required.length() + partition.length();
    return (Function1<PartitionedFile, Iterator<InternalRow>> & Serializable)
        part -> {
          Configuration own = conf.value().value();
          Iterator<InternalRow> rows =
              part.fileSize() <= most && part.length() == part.fileSize()
                  ? small(part, required, partition, own)
                  : null;
          if (rows == null && rest != null) {
            rows = open(part, required, columns, rest, own);
          }
          return rows == null ? whole.apply(part) : rows;
        };
  }

  /** Generated code holds its columns by these classes. */
  @Override
  public Option<Seq<String>> vectorTypes(
      StructType required, StructType partition, SQLConf configuration) {
    List<String> types =
        new ArrayList<>(
            CollectionConverters.asJava(
                super.vectorTypes(required, partition, configuration).get()));
    for (int i = 0; i < required.length(); i++) {
      if (isBytes(required.apply(i))) {
        types.set(i, ColumnVector.class.getName());
      }
    }
    return Option.apply(CollectionConverters.asScala(types).toSeq());
  }

  private static boolean isBytes(StructField field) {
    return field.dataType() instanceof BinaryType;
  }

  /** Null: the file is for other readers, which also say what is wrong with it. */
  @SuppressWarnings("unchecked") // as Spark's own readers of batches are typed
  private static Iterator<InternalRow> small(
      PartitionedFile part, StructType required, StructType partition, Configuration conf) {
    try {
      ColumnarBatch batch = SmallBatch.of(part, required, partition, conf);
      return batch == null
          ? null
          : (Iterator<InternalRow>) (Iterator<?>) Iterator$.MODULE$.single(batch);
    } catch (IOException | RuntimeException e) { // they meet it too
      return null;
    }
  }

  /** Null: the file is for Spark, which also says what is wrong with it. */
  @SuppressWarnings("unchecked") // Spark's own readers of batches are typed so
  private static Iterator<InternalRow> open(
      PartitionedFile part,
      StructType required,
      int columns,
      Function1<PartitionedFile, Iterator<InternalRow>> others,
      Configuration conf) {
    Path path = part.toPath();
    ParquetReadOptions options =
        HadoopReadOptions.builder(conf, path)
            .withRange(part.start(), part.start() + part.length())
            .build();
    try {
      InputFile input = SmallFile.open(path, part.fileSize(), conf);
      List<BlockMetaData> groups;
      ColumnDescriptor[] bytes = new ColumnDescriptor[columns];
      try (ParquetFileReader file = ParquetFileReader.open(input, options)) {
        groups = file.getRowGroups();
        for (int i = 0; i < required.length(); i++) {
          if (isBytes(required.apply(i))) {
            bytes[i] = column(file, required.apply(i).name());
            if (bytes[i] == null) {
              return null;
            }
          }
        }
      }
      return (Iterator<InternalRow>)
          (Iterator<?>) new Batches(part, input, groups, bytes, others.apply(part), conf);
    } catch (IOException | RuntimeException e) { // Spark's reader meets it too
      return null;
    }
  }

  /** A column of nothing but bytes, in encodings that are read here; null: it is none. */
  private static ColumnDescriptor column(ParquetFileReader file, String name) {
    MessageType schema = file.getFileMetaData().getSchema();
    List<Type> named =
        schema.getFields().stream().filter(type -> type.getName().equalsIgnoreCase(name)).toList();
    if (named.size() != 1
        || !named.get(0).getName().equals(name)
        || !named.get(0).isPrimitive()
        || named.get(0).isRepetition(Type.Repetition.REPEATED)
        || named.get(0).getLogicalTypeAnnotation() != null
        || named.get(0).asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY) {
      return null;
    }
    for (BlockMetaData group : file.getRowGroups()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        if (chunk.getPath().equals(ColumnPath.get(name))
            && !BytesPages.ENCODINGS.containsAll(chunk.getEncodings())) {
          return null;
        }
      }
    }
    return schema.getColumnDescription(new String[] {name});
  }

  /** Spark's batches of the other columns, with those of bytes put in their places. */
  private static final class Batches extends AbstractIterator<Object>
      implements TaskCompletionListener {
    private final PartitionedFile part;
    private final java.util.Iterator<BlockMetaData> groups;
    private final BytesPages[] pages;
    private final Iterator<?> others;
    private long left;

    /**
     * @param columns those of bytes in their places, partitions' last; null: Spark's
     */
    Batches(
        PartitionedFile part,
        InputFile input,
        List<BlockMetaData> groups,
        ColumnDescriptor[] columns,
        Iterator<?> others,
        Configuration conf)
        throws IOException {
      this.part = part;
      this.groups = groups.iterator();
      this.others = others;
      pages = new BytesPages[columns.length];
      TaskContext task = TaskContext.get();
      if (task != null) {
        task.addTaskCompletionListener(this);
      }
      boolean local = "file".equals(part.toPath().toUri().getScheme());
      for (int i = 0; i < columns.length; i++) {
        if (columns[i] != null) {
          pages[i] = new BytesPages(columns[i], new PageStream(input, local, conf));
        }
      }
    }

    @Override
    public boolean hasNext() {
      if (others.hasNext()) {
        return true;
      }
      close();
      return false;
    }

    @Override
    public void onTaskCompletion(TaskContext task) {
      close();
    }

    private void close() {
      try {
        for (int i = 0; i < pages.length; i++) {
          if (pages[i] != null) {
            pages[i].close();
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Object next() {
      ColumnarBatch batch = (ColumnarBatch) others.next();
      ColumnVector[] columns = new ColumnVector[pages.length];
      int other = 0;
      try {
        while (left == 0) {
          start();
        }
        left -= batch.numRows();
        for (int i = 0; i < columns.length; i++) {
          columns[i] = pages[i] == null ? batch.column(other++) : pages[i].next(batch.numRows());
        }
      } catch (IOException | RuntimeException e) {
        throw new UncheckedIOException(
            new IOException("Encountered error while reading file " + part.urlEncodedPath(), e));
      }
      return new ColumnarBatch(columns, batch.numRows());
    }

    private void start() throws IOException {
      if (!groups.hasNext()) {
        throw new IOException("Invalid file: fewer rows in one column than in another");
      }
      BlockMetaData group = groups.next();
      left = group.getRowCount();
      for (BytesPages column : pages) {
        if (column != null) {
          column.start(group);
        }
      }
    }
  }
}
