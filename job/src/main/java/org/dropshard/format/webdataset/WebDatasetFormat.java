package org.dropshard.format.webdataset;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.Features;
import org.dropshard.format.FileInput;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.InputFormat;
import org.dropshard.format.JsonMember;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.PassedOver;
import org.dropshard.format.RecordReader;
import org.dropshard.format.ShardRecordFormat;
import org.dropshard.format.TensorNames;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.cell.NamedEncoding;
import org.dropshard.tensor.Invalid;
import scala.collection.immutable.Map;

/**
 * {@code spark.read.format("webdataset")}, {@code df.write.format("webdataset")}.
 *
 * <p>Read: a row a sample, {@code __key__} and a column a member, named by its extension: {@code
 * cls} and its like are integers, {@code txt} is text, the fields of {@code json} objects are
 * columns of their own, all else is binary. The columns are those of the samples at the start of
 * every tar, a gigabyte in all, unless a schema is given. Tars may be gzipped.
 *
 * <p>Written: binary columns, {@code txt}, {@code cls} and their like become members, all other
 * columns fields of one {@code .json}; {@code __key__} names the sample, else its number in the
 * shard. Option {@code compression}: {@code none} or {@code gzip}.
 */
public final class WebDatasetFormat extends ShardRecordFormat {
  private static final long serialVersionUID = 1L;

  /** The column of the samples' keys. */
  static final String KEY = "__key__";

  /** Where a tar says that it is one. */
  private static final int USTAR = 257;

  @Override
  public String label() {
    return "webdataset";
  }

  @Override
  public List<String> endings() {
    return List.of(".tar", ".tar.gz", ".tgz");
  }

  @Override
  public boolean hasStart(byte[] start) {
    return InputFormat.hasText(start, USTAR, "ustar");
  }

  @Override
  public List<NamedEncoding> encodings() {
    return List.of(NamedEncoding.NPY, NamedEncoding.PNG, NamedEncoding.TIFF, NamedEncoding.JPEG);
  }

  @Override
  public Optional<NamedEncoding> pictureEncoding() {
    return Optional.of(NamedEncoding.PNG);
  }

  @Override
  public List<String> compressions() {
    return List.of("none", "gzip");
  }

  @Override
  public Optional<String> datasetsPattern() {
    return Optional.of("*.tar*");
  }

  @Override
  public TensorNames names(
      String tensor, Set<String> others, Features features, CellEncoding encoding) {
    String label = encoding.label();
    String member = label.equals(NamedEncoding.JPEG.label()) ? "jpg" : label;
    return new TensorNames(
        others.contains(member) ? tensor + "." + member : member, KEY, List.of());
  }

  @Override
  public boolean isNumbered() {
    return true;
  }

  @Override
  protected StructType united(StructType a, StructType b) {
    return TarColumns.united(a, b);
  }

  @Override
  protected StructType finished(StructType said, FormatOptions options) {
    return TarColumns.finished(said, options.choice("rawJson", "false", "true").equals("true"));
  }

  @Override
  protected List<String> remarks(StructType said, FormatOptions options) {
    List<String> lost = TarColumns.noColumns(said);
    return lost.isEmpty() || !options.refusesUnknown()
        ? List.of()
        : List.of(
            "fields of .json that are no columns: "
                + String.join(", ", lost)
                + " (they go to WebDataset alone)");
  }

  @Override
  protected PassedOver passedOver(StructType said) {
    return TarColumns.passedOver(said);
  }

  @Override
  protected StructType columns(
      FormatOptions options, Path file, long length, long most, Configuration hadoop)
      throws IOException {
    TarColumns columns = new TarColumns();
    FileInput in = FileInput.open(file, length, hadoop);
    try (TarSamples samples = new TarSamples(in, TarColumns::decides, options.refusesUnknown())) {
      look(options, in, most, samples::next, columns::look);
      columns.look(samples.passed());
    } catch (MalformedRecordException e) { // opening it
      options.pardon(e);
    }
    return columns.said();
  }

  @Override
  protected RecordReader open(
      Path file, long length, StructType wanted, FormatOptions options, Configuration hadoop)
      throws IOException {
    return new TarReader(FileInput.open(file, length, hadoop), wanted, options);
  }

  @Override
  protected void checkReadable(StructType wanted) {
    for (StructField field : wanted.fields()) {
      if (field.name().equals(KEY) && !(field.dataType() instanceof StringType)) {
        throw Invalid.argument("column", KEY + " is " + field.dataType().sql(), "string");
      }
    }
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType columns) {
    boolean members = false;
    boolean json = false;
    boolean raw = false;
    for (StructField field : columns.fields()) {
      members |= field.name().equals("json");
      json |= !field.name().equals(KEY) && !TarWriter.isMember(field);
      raw |= field.name().equals(JsonMember.RAW);
    }
    if (members && json && !raw) {
      throw Invalid.argument(
          "columns", "json beside columns that go into each sample's .json", "rename it");
    }
    return shards(options, ".tar", TarWriter::new);
  }
}
