package org.dropshard.job.augment;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.LeafTypes;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.ShardSchema;
import org.dropshard.format.TensorNames;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.cell.NamedEncoding;
import org.dropshard.format.cell.PictureEncoding;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.NodataConfig;
import org.dropshard.job.config.SelectConfig;
import org.dropshard.job.config.ShardConfig;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.BoxShares;
import org.dropshard.job.recipe.MaskForm;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/** What the shards of a run are: how they hold a tensor, and who writes them. */
final class OutputFormat {
  private final AugmentConfig config;
  private final ShardConfig shards;
  private final Source source;
  private final BoxShares boxes;
  private final Optional<String> made;

  /**
   * @param made how the output that there is already holds tensors, by its label; empty: it is new
   */
  OutputFormat(AugmentConfig config, Source source, Optional<String> made) {
    this.config = config;
    this.shards = config.shards();
    this.source = source;
    this.boxes = BoxShares.of(config, source);
    this.made = made;
  }

  /** How cells hold tensors. */
  CellEncoding encoding() {
    NamedEncoding.Asked asked =
        new NamedEncoding.Asked(
            source.layout().orElseThrow(),
            source.pictures() && config.run().isEmpty(),
            made,
            this::seen,
            shards.pngLevel(),
            shards.quality());
    try {
      return shards
          .encoding()
          .or(
              () ->
                  shards
                      .format()
                      .pictureEncoding()
                      .filter(encoding -> asked.wantsPng(encoding.label())))
          .map(encoding -> checked(encoding.of(asked)))
          .orElseGet(() -> shards.format().usualEncoding(source.encoding()));
    } catch (IllegalArgumentException e) {
      throw JobException.usage(e.getMessage());
    } catch (IllegalStateException e) {
      throw JobException.input(e.getMessage());
    }
  }

  /** Files of pictures have red first, whoever reads them. */
  private CellEncoding checked(CellEncoding encoding) {
    if (encoding instanceof PictureEncoding
        && source.encoding().isBlueFirst()
        && seen().stream().anyMatch(kind -> kind.shape().length == 3 && kind.shape()[2] > 2)) {
      throw JobException.invalid(
          "--encoding",
          encoding.label(),
          "the channels of Spark's image structs are blue first; npy and array keep them");
    }
    return encoding;
  }

  /** What the first tensors become. */
  private List<NamedEncoding.Kind> seen() {
    return source.probe().tensors().stream()
        .map(
            tensor ->
                new NamedEncoding.Kind(
                    config.dtype().orElse(tensor.dtype()), shape(tensor.shape())))
        .toList();
  }

  private int[] shape(int[] shape) {
    if (config.run().isPresent()) {
      return shape;
    }
    try {
      return config.pipeline().shape(shape, source.layout().orElseThrow());
    } catch (IllegalArgumentException e) {
      return shape; // a bad sample
    }
  }

  /** How the columns are named. */
  private TensorNames names() {
    String tensor = source.tensorColumn();
    Set<String> others = new HashSet<>(Arrays.asList(source.passThrough().fieldNames()));
    others.remove(tensor);
    return shards.format().names(tensor, others, config.input().features(), encoding());
  }

  /** The columns. */
  OutputColumns columns() {
    return ColumnChoice.choose(
        source,
        names(),
        shards.format().nullRule().orElse(null),
        tensor(),
        config.partitionBy(),
        config.input().key().orElse(null),
        config.copies(),
        config.run().isPresent() ? null : mask(),
        boxes.isAny() ? boxes.column() : null,
        config.run().isPresent() ? OutputColumns.Direction.BACK : OutputColumns.Direction.FORWARD);
  }

  private StructField mask() {
    return config
        .maskColumn()
        .map(name -> new StructField(name, MaskForm.of(config).type(), false, Metadata.empty()))
        .orElse(null);
  }

  /** Of columns of other tensors, and of masks where they are arrays. */
  private Map<String, CellEncoding> alsoEncodings() {
    if (config.run().isPresent()) {
      return Map.of();
    }
    Map<String, CellEncoding> encodings = new HashMap<>();
    source.also().forEach(also -> encodings.put(also.name(), also.encoding()));
    if (MaskForm.of(config) == MaskForm.NPY) {
      config.maskColumn().ifPresent(name -> encodings.put(name, CellEncoding.NPY));
    }
    return encodings;
  }

  private StructField tensor() {
    return new StructField(
        names().tensor(),
        encoding().columnType(config.dtype().orElse(null)),
        encoding().isNullable(),
        metadata());
  }

  private Metadata metadata() {
    MetadataBuilder metadata = new MetadataBuilder();
    if (source.layout().orElseThrow() != Layout.NONE) {
      metadata.putString("layout", source.layout().orElseThrow().name());
    }
    List<String> names =
        config.channelNames().isEmpty() ? source.channelNames() : config.channelNames();
    if (!names.isEmpty()) {
      metadata.putStringArray(Source.CHANNEL_NAMES, names.toArray(String[]::new));
    }
    config
        .nodataConfig()
        .map(NodataConfig::valueText)
        .or(source.probe()::nodata)
        .ifPresent(value -> metadata.putString(Source.NODATA, value));
    metadata.putString("encoding", encoding().label());
    config.dtype().map(DType::label).ifPresent(label -> metadata.putString("dtype", label));
    return metadata.build();
  }

  /**
   * How many folders, and parts of a split that have shards of their own, rows come in at a time.
   */
  int placesAtOnce() {
    return shards.splitFiles() ? source.selection().parts().size() : columns().foldersAtOnce();
  }

  /** Whether there are files beside the shards that list them. */
  boolean hasIndex() {
    return shards.format().indexName().isPresent();
  }

  /**
   * What Hugging Face's datasets reads an output by: which files are data, lest it take the
   * account's, and of which part of a split, where folders or names tell. A README.md stays its
   * owner's; the two count as one.
   *
   * @param rows names what the shards hold: by the card alone the library tells one output's rows
   *     in its cache from another's
   * @param parts those of a split that have rows: it fails over one that has no file
   */
  Optional<String> card(String rows, Collection<String> parts) {
    Optional<String> pattern = shards.format().datasetsPattern();
    if (pattern.isEmpty()) {
      return pattern;
    }
    boolean told = shards.splitFiles() || config.partitionBy().contains(SelectConfig.COLUMN);
    StringBuilder files = new StringBuilder();
    for (String part : told && !parts.isEmpty() ? parts : List.of("train")) {
      files.append("  - split: ").append(part).append("\n    path: \"");
      for (String folder : config.partitionBy()) {
        files.append(folder.equals(SelectConfig.COLUMN) ? folder + "=" + part : "*=*").append('/');
      }
      files.append(shards.splitFiles() ? part + "-" : "").append(pattern.get()).append("\"\n");
    }
    return Optional.of(
        """
        configs:
        - config_name: default
          data_files:
        %sdataset_info:
        - config_name: default
          description: "%s"
        """
            .formatted(files, rows));
  }

  /** What lies beside shards: see {@link ShardFormat#indexes}. */
  Map<String, String> indexes(SparkSession spark, Map<String, Path> files) throws IOException {
    return shards.format().indexes(spark, files);
  }

  /**
   * Makes ready to write.
   *
   * @throws JobException if the format cannot hold the columns
   */
  OutputWriterFactory prepare(SparkSession spark, Job job, StructType columns) {
    ShardFormat format = shards.format();
    for (StructField field : columns.fields()) {
      if (!format.isColumnar() && LeafTypes.isOpaque(field)) {
        throw JobException.input(
            "Cannot write "
                + format.label()
                + ": column "
                + field.name()
                + " is "
                + LeafTypes.shown(field)
                + " (only Parquet holds it); --columns leaves columns out");
      }
    }
    Map<String, String> options = new HashMap<>();
    shards.compression().ifPresent(name -> options.put(ShardFormat.COMPRESSION, name));
    if (format.indexName().isPresent() && !shards.hashes().isEmpty()) {
      options.put(ShardFormat.HASHES, shards.hashes());
    }
    ShardSchema schema = new ShardSchema(columns, names().tensor(), encoding(), alsoEncodings());
    try {
      return format.prepare(spark, job, schema, options);
    } catch (IllegalArgumentException e) {
      throw JobException.input(
          "Cannot write "
              + format.label()
              + ": "
              + e.getMessage()
              + (source.isTable() ? "; --columns leaves columns out" : ""));
    }
  }
}
