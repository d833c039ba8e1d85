package org.dropshard.format.webdataset;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.FileInput;
import org.dropshard.format.FormatOptions;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.RecordFormat;
import org.dropshard.format.RecordReader;
import org.dropshard.format.ShardFactory;
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
public final class WebDatasetFormat extends RecordFormat {
  private static final long serialVersionUID = 1L;

  /** The column of the samples' keys. */
  public static final String KEY = "__key__";

  /**
   * The column of the samples' JSON as it is, which option {@code rawJson} adds. Written, it stays
   * as it is, and other columns are added to it: to an object as fields, beside a list as members.
   */
  public static final String RAW_JSON = ".json";

  private static final String PART = "webdataset.json";

  /** Whether a column is what {@link #RAW_JSON} has already. */
  public static boolean isOfJson(StructField field) {
    return field.metadata().contains(PART);
  }

  /** The column, as one that {@link #isOfJson}. */
  static StructField ofJson(StructField field) {
    return new StructField(
        field.name(),
        field.dataType(),
        field.nullable(),
        new MetadataBuilder().withMetadata(field.metadata()).putBoolean(PART, true).build());
  }

  @Override
  public String shortName() {
    return "webdataset";
  }

  @Override
  protected boolean looksIntoAll() {
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
  protected StructType columns(
      FormatOptions options, Path file, long length, long most, Configuration hadoop)
      throws IOException {
    TarColumns columns = new TarColumns();
    FileInput in = FileInput.open(file, length, hadoop);
    try (TarSamples samples = new TarSamples(in, TarColumns::decides, options.refusesUnknown())) {
      boolean more = true;
      while (more && in.position() < most) {
        try {
          Optional<TarSample> sample = samples.next();
          sample.ifPresent(columns::look);
          more = sample.isPresent();
        } catch (MalformedRecordException e) {
          options.pardon(e);
          more = !e.isLast();
        }
      }
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
        throw new IllegalArgumentException(
            "Invalid column: " + KEY + " is " + field.dataType().sql() + " (string)");
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
      raw |= field.name().equals(RAW_JSON);
    }
    if (members && json && !raw) {
      throw new IllegalArgumentException(
          "Invalid columns: json beside columns that go into each sample's .json (rename it)");
    }
    boolean gzip = new FormatOptions(options).choice("compression", "none", "gzip").equals("gzip");
    return new ShardFactory(gzip ? ".tar.gz" : ".tar", gzip, TarWriter::new);
  }
}
