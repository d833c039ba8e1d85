package org.dropshard.format;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.tensor.Invalid;
import scala.Function1;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A format of files that hold records one after the other and are read whole, one task a file, or
 * in parts, where a format says that each can be read alone.
 *
 * <p>Options of every such reader: {@code mode} ({@code FAILFAST} unless given, {@code PERMISSIVE},
 * {@code DROPMALFORMED}) and {@code columnNameOfCorruptRecord}, with the meaning that Spark's JSON
 * source gives them. {@code _metadata.row_index} is the record's number in its file, from 0.
 */
public abstract class RecordFormat implements FileFormat, DataSourceRegister, TableFormat {
  private static final long serialVersionUID = 1L;

  /** What the column of reasons says of all files in its metadata: {@link #remarks}. */
  public static final String REMARKS = "remarks";

  /** Likewise, members of archives that are no record's: {@link PassedOver}. */
  public static final String PASSED_OVER = "passedOver";

  /** The option that names the column of tensors, on which others may depend. */
  public static final String COLUMN = "column";

  /** More files than this are looked into by Spark's tasks. */
  private static final int FEW = 4;

  /** What is read of all files for their columns, and of each at least. */
  private static final long LOOKED_AT_BYTES = 1L << 30;

  private static final long LEAST_BYTES = 1L << 20;

  /** What two files say, united. */
  protected abstract StructType united(StructType a, StructType b);

  /** The columns, of what the files say. */
  protected StructType finished(StructType said, FormatOptions options) {
    return said;
  }

  /**
   * What a file says of its columns, found by looking into it; nothing if it holds no record.
   *
   * @param most bytes to look at, about
   * @throws MalformedRecordException if a record that was looked at cannot be read, and the mode is
   *     {@link FormatOptions.Mode#FAILFAST}
   */
  protected abstract StructType columns(
      FormatOptions options, Path file, long length, long most, Configuration hadoop)
      throws IOException;

  /**
   * Opens a file.
   *
   * @param wanted the columns to read, of those that the files have or that the user says they have
   * @param length the file's size in bytes
   */
  protected abstract RecordReader open(
      Path file, long length, StructType wanted, FormatOptions options, Configuration hadoop)
      throws IOException;

  /** The same of a part of a file, if the format is one of parts. */
  protected RecordReader open(
      Path file, FilePart part, StructType wanted, FormatOptions options, Configuration hadoop)
      throws IOException {
    return open(file, part.length(), wanted, options, hadoop);
  }

  /** A file's next record; empty at its end. */
  protected interface Next<T> {
    Optional<T> get() throws IOException;
  }

  /**
   * Looks at a file's records.
   *
   * @param most bytes to look at, about
   * @throws MalformedRecordException if one cannot be read, and the mode does not pardon it
   */
  protected static <T> void look(
      FormatOptions options, FileInput in, long most, Next<T> next, Consumer<T> columns)
      throws IOException {
    boolean more = true;
    while (more && in.position() < most) {
      try {
        Optional<T> record = next.get();
        record.ifPresent(columns);
        more = record.isPresent();
      } catch (MalformedRecordException e) {
        options.pardon(e);
        more = !e.isLast();
      }
    }
  }

  /** What files hold that is no column, in words, of what they say. */
  protected List<String> remarks(StructType said, FormatOptions options) {
    return List.of();
  }

  /** Members of archives that are no record's, of what files say. */
  protected PassedOver passedOver(StructType said) {
    return new PassedOver();
  }

  @Override
  public final String shortName() {
    return label();
  }

  @Override
  public final FileFormat reader(boolean alike) {
    return this;
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType columns) {
    throw Invalid.argument("format", label(), "it is only read");
  }

  /**
   * Refuses columns that the format cannot read.
   *
   * @throws IllegalArgumentException naming the column
   */
  protected abstract void checkReadable(StructType wanted);

  @Override
  public final Option<StructType> inferSchema(
      SparkSession spark, Map<String, String> options, Seq<FileStatus> files) {
    FormatOptions parsed = new FormatOptions(options);
    Configuration hadoop = spark.sessionState().newHadoopConfWithOptions(options);
    List<FileStatus> list = CollectionConverters.asJava(files);
    List<StructType> each = said(spark, parsed, list, hadoop);
    StructType said = each.stream().reduce(new StructType(), this::united);
    StructType columns = finished(said, parsed);
    List<String> remarks = new ArrayList<>(remarks(said, parsed));
    remarks.addAll(
        Differences.of(columns, each.stream().map(one -> finished(one, parsed)).toList()));
    boolean permissive = parsed.mode() == FormatOptions.Mode.PERMISSIVE;
    return list.isEmpty()
        ? Option.empty()
        : Option.apply(
            permissive
                ? columns.add(
                    parsed.corruptColumn(),
                    DataTypes.StringType,
                    true,
                    new MetadataBuilder()
                        .putStringArray(REMARKS, remarks.toArray(new String[0]))
                        .putMetadata(PASSED_OVER, passedOver(said).metadata())
                        .build())
                : columns);
  }

  /** What each file says. */
  private List<StructType> said(
      SparkSession spark, FormatOptions options, List<FileStatus> files, Configuration hadoop) {
    long most = Math.max(LEAST_BYTES, LOOKED_AT_BYTES / Math.max(1, files.size()));
    List<String> names = files.stream().map(file -> file.getLen() + " " + file.getPath()).toList();
    RecordFormat format = this;
    return EachFile.by(spark, hadoop, FEW)
        .ask(names, (name, conf) -> format.look(options, name, most, conf).json())
        .stream()
        .map(json -> (StructType) DataType.fromJson(json))
        .toList();
  }

  /**
   * @param name the file's length, and its path
   */
  private StructType look(FormatOptions options, String name, long most, Configuration hadoop) {
    int space = name.indexOf(' ');
    long length = Long.parseLong(name.substring(0, space));
    String file = name.substring(space + 1);
    try {
      return columns(options, new Path(file), length, most, hadoop);
    } catch (IOException e) {
      String where = e instanceof MalformedRecordException bad ? ", byte " + bad.offset() : "";
      throw RecordIterator.failure("Cannot read file " + file + ": " + e.getMessage() + where, e);
    }
  }

  @Override
  public final Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession spark,
      StructType data,
      StructType partition,
      StructType required,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration hadoop) {
    FormatOptions parsed = new FormatOptions(options).of(data);
    RecordColumns columns = RecordColumns.of(required, parsed.corruptColumn());
    checkReadable(columns.wanted());
    Broadcast<SerializableConfiguration> conf = EachFile.broadcast(spark, hadoop);
    return (Function1<PartitionedFile, Iterator<InternalRow>> & Serializable)
        file ->
            new RecordIterator(
                new LateReader(
                    () ->
                        open(
                            file.toPath(),
                            new FilePart(file.start(), file.length(), file.fileSize()),
                            columns.wanted(),
                            parsed,
                            conf.value().value())),
                columns,
                parsed.mode());
  }

  @Override
  public final Seq<StructField> metadataSchemaFields() {
    return RecordColumns.ofMetadata();
  }

  @Override
  public final String toString() {
    return label();
  }

  /** Formats of a class are equal: Spark compares plans. */
  @Override
  public final boolean equals(Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public final int hashCode() {
    return getClass().hashCode();
  }
}
