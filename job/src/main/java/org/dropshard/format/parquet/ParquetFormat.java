package org.dropshard.format.parquet;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.mapreduce.Job;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.InputFormat;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.ShardSchema;
import org.dropshard.format.SmallFile;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.cell.ListsEncoding;
import org.dropshard.format.cell.NamedEncoding;
import org.dropshard.format.cell.PictureEncoding;
import org.dropshard.tensor.DType;
import scala.jdk.javaapi.CollectionConverters;

/** Parquet, as Spark reads it; written by {@link ParquetShards}. */
public record ParquetFormat() implements ShardFormat {
  @Override
  public String label() {
    return "parquet";
  }

  @Override
  public List<String> endings() {
    return List.of(".parquet");
  }

  @Override
  public boolean hasStart(byte[] start) {
    return InputFormat.hasText(start, 0, "PAR1");
  }

  @Override
  public boolean isColumnar() {
    return true;
  }

  @Override
  public FileFormat reader(boolean alike) {
    return alike ? new BytesFormat(SmallFile.MOST) : new UnitedFormat();
  }

  @Override
  public Iterator<InternalRow> records(ParquetFileReader file, StructType columns) {
    return CollectionConverters.asJava(new RecordRows(file, columns));
  }

  @Override
  public List<NamedEncoding> encodings() {
    return List.of(
        NamedEncoding.NPY,
        NamedEncoding.PNG,
        NamedEncoding.TIFF,
        NamedEncoding.IMAGE,
        NamedEncoding.HUGGINGFACE,
        NamedEncoding.HUGGINGFACE_IMAGE,
        NamedEncoding.HUGGINGFACE_ARRAY,
        NamedEncoding.ARROW);
  }

  @Override
  public List<String> compressions() {
    return List.of("none", "gzip", "zstd");
  }

  @Override
  public Optional<String> datasetsPattern() {
    return Optional.of("*.parquet");
  }

  @Override
  public CellEncoding usualEncoding(CellEncoding input) {
    return input;
  }

  /** Lists and pictures are written so that others see tensors and pictures in them. */
  @Override
  public OutputWriterFactory prepare(
      SparkSession spark, Job job, ShardSchema schema, Map<String, String> options) {
    Map<String, String> footer = Map.of();
    int unsignedBits = 0;
    if (schema.encoding() instanceof ListsEncoding lists) {
      DType dtype = lists.dtype();
      TensorFooter tensor = new TensorFooter(schema.tensor(), dtype, lists.shape());
      footer = lists.flat() ? tensor.arrow(schema.columns()) : tensor.huggingFace(schema.columns());
      unsignedBits = dtype == DType.UINT8 || dtype == DType.UINT16 ? 8 * dtype.bytes() : 0;
    } else if (schema.encoding() instanceof PictureEncoding pictures && pictures.struct()) {
      footer = TensorFooter.images(schema.columns(), schema.tensor());
    }
    return ParquetShards.prepare(
        spark,
        job,
        schema.columns(),
        schema.tensor(),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(options)),
        footer,
        unsignedBits);
  }
}
