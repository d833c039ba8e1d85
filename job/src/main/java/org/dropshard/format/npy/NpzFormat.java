package org.dropshard.format.npy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.Features;
import org.dropshard.format.FileInput;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.JsonColumns;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordReader;
import org.dropshard.format.ShardFactory;
import org.dropshard.format.ShardRecordFormat;
import org.dropshard.format.TensorNames;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.cell.NamedEncoding;
import org.dropshard.tensor.Invalid;
import scala.collection.immutable.Map;

/**
 * {@code spark.read.format("npz")}, {@code df.write.format("npz")}: archives that {@code
 * numpy.load} opens.
 *
 * <p>Read: a row an array, as npy in the binary column {@code tensor}; the fields of its line in
 * {@code rows.jsonl}, if the archive starts with that, are further columns.
 *
 * <p>Written: the binary column {@code tensor}, which has to hold npy, as arrays {@code
 * 000000.npy}, {@code 000001.npy} …; all other columns as lines of {@code rows.jsonl}.
 */
public final class NpzFormat extends ShardRecordFormat {
  private static final long serialVersionUID = 1L;

  /** The column of arrays. */
  static final String TENSOR = "tensor";

  /** The member of their other columns. */
  static final String ROWS = "rows.jsonl";

  @Override
  public String label() {
    return "npz";
  }

  @Override
  public List<String> endings() {
    return List.of(".npz");
  }

  /** Else each array of an archive is a sample, and its path the key: {@link NpyFormat}. */
  @Override
  public boolean isGuessed() {
    return false;
  }

  @Override
  public List<NamedEncoding> encodings() {
    return List.of(NamedEncoding.NPY);
  }

  @Override
  public List<String> compressions() {
    return List.of("none");
  }

  @Override
  public TensorNames names(
      String tensor, Set<String> others, Features features, CellEncoding encoding) {
    return TensorNames.column(TENSOR);
  }

  @Override
  protected StructType united(StructType a, StructType b) {
    return a.isEmpty() || b.isEmpty()
        ? a.isEmpty() ? b : a
        : new StructType().add(ROWS, JsonColumns.united(rows(a), rows(b)));
  }

  private static StructType rows(StructType said) {
    return (StructType) said.apply(ROWS).dataType();
  }

  @Override
  protected StructType finished(StructType said, FormatOptions options) {
    if (said.isEmpty()) {
      return said;
    }
    StructType columns = new StructType().add(TENSOR, BinaryType$.MODULE$);
    for (StructField field : JsonColumns.finished(rows(said)).fields()) {
      columns = field.name().equals(TENSOR) ? columns : columns.add(field);
    }
    return columns;
  }

  @Override
  protected StructType columns(
      FormatOptions options, Path file, long length, long most, Configuration hadoop)
      throws IOException {
    try {
      List<byte[]> lines =
          NpzReader.lines(input(file, length, hadoop), Integer.MAX_VALUE).stream()
              .map(line -> line.getBytes(StandardCharsets.UTF_8))
              .toList();
      return new StructType().add(ROWS, JsonColumns.infer(lines));
    } catch (MalformedRecordException e) {
      options.pardon(e);
      return new StructType();
    }
  }

  private static FileInput input(Path file, long length, Configuration hadoop) throws IOException {
    return FileInput.open(file, length, hadoop, start -> true);
  }

  @Override
  protected RecordReader open(
      Path file, long length, StructType wanted, FormatOptions options, Configuration hadoop)
      throws IOException {
    return new NpzReader(input(file, length, hadoop), wanted);
  }

  @Override
  protected void checkReadable(StructType wanted) {
    for (StructField field : wanted.fields()) {
      if (field.name().equals(TENSOR) && field.dataType() != BinaryType$.MODULE$) {
        throw Invalid.argument("column", TENSOR + " is " + field.dataType().sql(), "binary");
      }
    }
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType columns) {
    boolean there = false;
    for (StructField field : columns.fields()) {
      there |= field.name().equals(TENSOR) && field.dataType() == BinaryType$.MODULE$;
    }
    if (!there) {
      throw new IllegalArgumentException("Missing column: " + TENSOR + " (binary, holding npy)");
    }
    return new ShardFactory(".npz", false, NpzWriter::new);
  }
}
