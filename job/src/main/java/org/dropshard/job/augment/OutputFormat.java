package org.dropshard.job.augment;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.mds.MdsIndex;
import org.dropshard.format.mds.MdsShards;
import org.dropshard.format.npy.NpzFormat;
import org.dropshard.format.parquet.LeafTypes;
import org.dropshard.format.parquet.ParquetShards;
import org.dropshard.format.parquet.TensorFooter;
import org.dropshard.format.tfrecord.TFRecordFormat;
import org.dropshard.format.webdataset.WebDatasetFormat;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Features;
import org.dropshard.job.config.ShardConfig;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.cell.CellEncoding;
import org.dropshard.job.read.cell.ImageEncoding;
import org.dropshard.job.read.cell.ListsEncoding;
import org.dropshard.job.read.sample.Probe;
import org.dropshard.job.read.sample.Source;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import scala.jdk.javaapi.CollectionConverters;

/** What the shards of a run are: how they hold a tensor, and who writes them. */
final class OutputFormat {
  private final AugmentConfig config;
  private final ShardConfig shards;
  private final Source source;

  OutputFormat(AugmentConfig config, Source source) {
    this.config = config;
    this.shards = config.shards();
    this.source = source;
  }

  /** How cells hold tensors. */
  CellEncoding encoding() {
    return switch (shards.encoding()) {
      case "npy" -> CellEncoding.NPY;
      case "raw" -> CellEncoding.RAW;
      case "array" -> CellEncoding.FLOATS;
      case "huggingface", "arrow" -> lists();
      case "image" -> image();
      default ->
          switch (shards.format()) {
            case "parquet" -> source.encoding();
            case "tfrecord" -> CellEncoding.RAW;
            case "mds" -> new MdsCells();
            default -> CellEncoding.NPY;
          };
    };
  }

  private ImageEncoding image() {
    Layout layout = source.layout().orElseThrow();
    if (layout != Layout.HWC) {
      throw JobException.usage(
          "Invalid --encoding: image (images are HWC, the tensors are "
              + (layout == Layout.NONE ? "of no --layout)" : layout + ")"));
    }
    return new ImageEncoding();
  }

  /** Lists of the type and shape that the first sample has. */
  private ListsEncoding lists() {
    Probe.Header first =
        source.probe().tensors().stream()
            .findFirst()
            .orElseThrow(
                () ->
                    JobException.input(
                        "Cannot tell the shape of tensors: none of the first samples can be read"));
    try {
      return new ListsEncoding(
          config.dtype().orElse(first.dtype()),
          first.shape(),
          shards.encoding().equals("arrow"),
          shards.encoding());
    } catch (IllegalArgumentException e) {
      throw JobException.usage("Invalid --encoding: " + shards.encoding() + ": " + e.getMessage());
    }
  }

  private OutputWriterFactory parquet(
      SparkSession spark,
      Job job,
      StructType columns,
      scala.collection.immutable.Map<String, String> options) {
    String tensor = names().tensor();
    if (!(encoding() instanceof ListsEncoding lists)) {
      return ParquetShards.prepare(spark, job, columns, tensor, options, Map.of(), 0);
    }
    TensorFooter footer = new TensorFooter(tensor, lists.dtype(), lists.shape());
    boolean unsigned = lists.dtype() == DType.UINT8 || lists.dtype() == DType.UINT16;
    return ParquetShards.prepare(
        spark,
        job,
        columns,
        tensor,
        options,
        lists.flat() ? footer.arrow(columns) : footer.huggingFace(columns),
        unsigned ? 8 * lists.dtype().bytes() : 0);
  }

  /** How the columns are named. */
  TensorNames names() {
    Features features = config.input().features();
    String own = source.tensorColumn();
    return switch (shards.format()) {
      case "webdataset" ->
          new TensorNames(
              isTaken("npy") ? own + ".npy" : "npy", null, null, WebDatasetFormat.KEY, false);
      case "tfrecord" ->
          encoding() == CellEncoding.NPY
              ? TensorNames.column(features.tensor())
              : new TensorNames(features.tensor(), features.shape(), features.dtype(), null, false);
      case "npz" -> TensorNames.column(NpzFormat.TENSOR);
      case "mds" -> new TensorNames(own, null, null, null, true);
      default -> TensorNames.column(own);
    };
  }

  private boolean isTaken(String name) {
    return Arrays.asList(source.passThrough().fieldNames()).contains(name)
        && !source.tensorColumn().equals(name);
  }

  /** The columns. */
  OutputColumns columns() {
    return OutputColumns.of(
        source,
        names(),
        tensor(),
        config.partitionBy(),
        config.input().key().orElse(null),
        config.copies(),
        config.run().isPresent() ? OutputColumns.Direction.BACK : OutputColumns.Direction.FORWARD);
  }

  /** Lists may be null where Arrow's own may; no cell is. */
  private StructField tensor() {
    return new StructField(
        names().tensor(),
        encoding().columnType(config.dtype().orElse(null)),
        encoding() instanceof ListsEncoding,
        metadata());
  }

  private Metadata metadata() {
    MetadataBuilder metadata = new MetadataBuilder();
    if (source.layout().orElseThrow() != Layout.NONE) {
      metadata.putString("layout", source.layout().orElseThrow().name());
    }
    source.probe().nodata().ifPresent(value -> metadata.putString("nodata", value));
    metadata.putString("encoding", encoding().label());
    config.dtype().map(DType::label).ifPresent(label -> metadata.putString("dtype", label));
    return metadata.build();
  }

  /** Whether an output needs more than its shards. */
  boolean hasExtras() {
    return shards.format().equals("mds");
  }

  /**
   * What an output of shards needs besides them.
   *
   * @param files where each shard lies now, by its path below the output
   * @return the text of each file, by its path below the output
   * @throws IOException if a shard cannot be read
   */
  Map<String, String> extras(SparkSession spark, Map<String, Path> files) throws IOException {
    return hasExtras() ? MdsIndex.of(spark, files) : Map.of();
  }

  /**
   * Makes ready to write.
   *
   * @throws JobException if the format cannot hold the columns
   */
  OutputWriterFactory prepare(SparkSession spark, Job job, StructType columns) {
    for (StructField field : columns.fields()) {
      if (!shards.format().equals("parquet") && LeafTypes.isOpaque(field)) {
        throw JobException.input(
            "Cannot write "
                + shards.format()
                + ": column "
                + field.name()
                + " is "
                + LeafTypes.shown(field)
                + " (only Parquet holds it); --columns leaves columns out");
      }
    }
    Map<String, String> options = new HashMap<>();
    if (!shards.compression().equals("auto")) {
      options.put("compression", shards.compression());
    }
    if (shards.format().equals("mds")) {
      options.put("encoding." + names().tensor(), "ndarray");
      if (!shards.hashes().isEmpty()) {
        options.put("hashes", shards.hashes());
      }
    }
    scala.collection.immutable.Map<String, String> scalaOptions =
        scala.collection.immutable.Map.from(CollectionConverters.asScala(options));
    try {
      return switch (shards.format()) {
        case "webdataset" -> new WebDatasetFormat().prepareWrite(spark, job, scalaOptions, columns);
        case "npz" -> new NpzFormat().prepareWrite(spark, job, scalaOptions, columns);
        case "mds" -> new MdsShards().prepareWrite(spark, job, scalaOptions, columns);
        case "tfrecord" -> new TFRecordFormat().prepareWrite(spark, job, scalaOptions, columns);
        default -> parquet(spark, job, columns, scalaOptions);
      };
    } catch (IllegalArgumentException e) {
      throw JobException.input(
          "Cannot write "
              + shards.format()
              + ": "
              + e.getMessage()
              + (source.isTable() ? "; --columns leaves columns out" : ""));
    }
  }
}
