package org.dropshard.job.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.Features;
import org.dropshard.format.TableFormat;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.config.Also;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.InputTable;
import org.dropshard.job.config.OutputTable;
import org.dropshard.job.config.SelectConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.read.Sources;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.record.OutputRecord;
import org.dropshard.job.record.SelectionRecord;

/** An output as an input: keyed by its own sample ids, its cells as the run wrote them. */
final class OutputSource {
  private OutputSource() {}

  /** Its tensors, with what they depend on. */
  static Source of(SparkSession spark, PastRun past) {
    return of(spark, past, columns(past));
  }

  /** All of its columns. */
  static Source whole(SparkSession spark, PastRun past) {
    return of(spark, past, past.columns());
  }

  private static Source of(SparkSession spark, PastRun past, StructType columns) {
    AugmentConfig config = past.config();
    InputConfig input = config.input();
    OutputRecord output = past.run().output();
    String format = output.format();
    boolean raw =
        Formats.shards(format).filter(TableFormat::isColumnar).isPresent()
            && CellEncoding.isBare(output.encoding());
    Optional<InputTable> table = table(config);
    InputConfig own =
        new InputConfig(
            places(past),
            Optional.of(format).filter(label -> table.isEmpty()),
            Optional.of(output.tensorColumn()),
            List.of(),
            Optional.of("sample_id"),
            Optional.of(past.layout()),
            input.pictures().asIs(),
            BatchAxis.NONE,
            raw ? cellDtype(config) : Optional.empty(),
            raw ? input.cellShape() : Optional.empty(),
            input.badRecords(),
            Optional.empty(),
            input.features(),
            table,
            input.select().ofOutput(),
            List.of(),
            input.also());
    Source source =
        table.isPresent()
            ? Sources.open(spark, own, config.share(), config.shardBytes())
            : Sources.output(
                spark,
                own,
                config.share(),
                config.shardBytes(),
                format,
                columns,
                Optional.ofNullable(output.folders()).map(StructType::fromDDL));
    SelectionRecord selected = past.run().selection();
    return (selected == null || selected.lastId() == null ? source : source.upTo(selected.lastId()))
        .whole();
  }

  private static List<String> places(PastRun past) {
    return List.of(
        past.config().table().map(OutputTable::name).orElseGet(() -> past.folder().toString()));
  }

  /** The table that takes the place of files, as it is now. */
  private static Optional<InputTable> table(AugmentConfig config) {
    return config
        .table()
        .map(table -> new InputTable(table.name(), table.branch(), Optional.empty()));
  }

  /** Those of the output's columns that masks depend on. */
  private static StructType columns(PastRun past) {
    AugmentConfig config = past.config();
    Features features = config.input().features();
    List<String> needed = new ArrayList<>(List.of("sample_id", "copy"));
    needed.add(past.run().output().tensorColumn());
    needed.add(features.shape());
    needed.add(features.dtype());
    config.maskColumn().ifPresent(needed::add);
    config.statsBy().ifPresent(needed::add);
    config
        .boxes()
        .ifPresent(
            boxes -> {
              needed.add(boxes.shares());
              needed.addAll(boxes.columns());
            });
    for (Also also : config.input().also()) {
      needed.add(also.column());
      needed.add(also.shape());
      needed.add(also.dtype());
    }
    if (config.share().scope() == Share.Scope.GROUP) {
      needed.add(config.share().column());
    }
    config.input().select().splitGroup().ifPresent(needed::add);
    needed.add(SelectConfig.COLUMN);
    return new StructType(
        Arrays.stream(past.columns().fields())
            .filter(field -> needed.contains(field.name()))
            .toArray(StructField[]::new));
  }

  private static Optional<String> cellDtype(AugmentConfig config) {
    return config
        .input()
        .cellDtype()
        .map(name -> config.dtype().map(type -> type.label()).orElse(name));
  }
}
