package org.dropshard.format.tfrecord;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.Features;
import org.dropshard.format.FileInput;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.RecordReader;
import org.dropshard.format.ShardRecordFormat;
import org.dropshard.format.TensorNames;
import org.dropshard.format.TensorNames.Beside;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.cell.NamedEncoding;
import org.dropshard.format.cell.PictureEncoding;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import scala.collection.immutable.Map;

/**
 * {@code spark.read.format("tfrecord")}, {@code df.write.format("tfrecord")}: files of {@code
 * tf.train.Example}, plain, or as gzip or zlib.
 *
 * <p>Read: a row an Example, a column a feature. Without a schema the columns are those of the
 * Examples at the start of every file, a gigabyte in all: {@code int64_list} is bigint, {@code
 * float_list} float, {@code bytes_list} a string if all that was seen is text, else binary; arrays
 * of them where a feature does not always hold one value. Of a {@code tf.train.SequenceExample} the
 * context are features, and each feature list an array of its steps, which have one value each.
 *
 * <p>Written: integral and boolean columns as {@code int64_list}, float as {@code float_list},
 * strings and binary as {@code bytes_list}, arrays of these likewise; a null is an absent feature.
 * Doubles are refused: a feature would round them. Option {@code compression}: {@code none} or
 * {@code gzip}.
 */
public final class TFRecordFormat extends ShardRecordFormat {
  private static final long serialVersionUID = 1L;

  @Override
  public String label() {
    return "tfrecord";
  }

  @Override
  public List<String> endings() {
    return List.of(".tfrecord", ".tfrecords", ".tfrecord.gz", ".tfrecords.gz");
  }

  /** TensorFlow's own names of shards too: {@code train.tfrecord-00001-of-00010}. */
  @Override
  public boolean hasName(String name) {
    return super.hasName(name) || name.matches(".*[./]tfrecords?-\\d+-of-\\d+");
  }

  @Override
  public String glob() {
    return super.glob().replace("}", ",*tfrecord*-of-*}");
  }

  @Override
  public boolean hasStart(byte[] start) {
    return Frame.isHeader(start);
  }

  @Override
  public List<NamedEncoding> encodings() {
    return List.of(
        NamedEncoding.NPY,
        NamedEncoding.RAW,
        NamedEncoding.ARRAY,
        NamedEncoding.PNG,
        NamedEncoding.TIFF);
  }

  @Override
  public List<String> compressions() {
    return List.of("none", "gzip");
  }

  @Override
  public CellEncoding usualEncoding(CellEncoding input) {
    return CellEncoding.RAW;
  }

  @Override
  public TensorNames names(
      String tensor, Set<String> others, Features features, CellEncoding encoding) {
    if (encoding instanceof PictureEncoding pictures) {
      boolean planar = pictures.layout() == Layout.CHW;
      return new TensorNames(
          features.tensor(),
          null,
          List.of(
              Beside.text("image/format", pictures.label()),
              Beside.axis("image/height", planar ? 1 : 0),
              Beside.axis("image/width", planar ? 2 : 1),
              Beside.axis("image/channels", planar ? 0 : 2)));
    }
    return CellEncoding.isBare(encoding.label())
        ? new TensorNames(
            features.tensor(),
            null,
            List.of(Beside.shape(features.shape()), Beside.dtype(features.dtype())))
        : TensorNames.column(features.tensor());
  }

  @Override
  public boolean isValidEmpty(String name) {
    return true;
  }

  @Override
  protected StructType united(StructType a, StructType b) {
    return ExampleColumns.united(a, b);
  }

  @Override
  protected StructType columns(
      FormatOptions options, Path file, long length, long most, Configuration hadoop)
      throws IOException {
    ExampleColumns columns = new ExampleColumns();
    try (FileInput in = input(file, length, hadoop)) {
      look(options, in, most, () -> ExampleReader.example(in), columns::look);
    }
    return columns.schema();
  }

  private static FileInput input(Path file, long length, Configuration hadoop) throws IOException {
    return FileInput.openZlib(file, length, hadoop, Frame::isHeader);
  }

  @Override
  protected RecordReader open(
      Path file, long length, StructType wanted, FormatOptions options, Configuration hadoop)
      throws IOException {
    return new ExampleReader(input(file, length, hadoop), wanted, options);
  }

  @Override
  protected void checkReadable(StructType wanted) {
    for (StructField field : wanted.fields()) {
      if (!FeatureValue.isReadable(field.dataType())) {
        throw Invalid.argument(
            "column",
            field.name() + " is " + field.dataType().sql(),
            "features are integers, floats, strings, binary, or arrays of these");
      }
    }
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType columns) {
    for (StructField field : columns.fields()) {
      if (!FeatureValue.isWritable(field.dataType())) {
        throw Invalid.argument(
            "column",
            field.name() + " is " + field.dataType().sql(),
            "features hold bigint, float, binary and what fits into these");
      }
    }
    return shards(options, ".tfrecord", ExampleWriter::new);
  }
}
