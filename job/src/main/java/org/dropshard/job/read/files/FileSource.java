package org.dropshard.job.read.files;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.EachFile;
import org.dropshard.format.InputFormat;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;
import org.dropshard.job.image.Pages;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputPart;
import org.dropshard.job.read.listing.LeftOuts;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.listing.Reason;
import org.dropshard.job.read.listing.Selection;
import org.dropshard.job.read.sample.Failures;
import org.dropshard.job.read.sample.Probe;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.SampleSelection;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Partitioning;
import org.dropshard.job.read.scan.Where;
import org.dropshard.tensor.Layout;

/** Pictures and files of arrays. */
public final class FileSource {
  private FileSource() {}

  public static Source open(
      SparkSession spark,
      InputConfig config,
      Share share,
      Listing listing,
      boolean some,
      InputFormat format,
      long shardBytes) {
    Selection all = Selection.of(spark, listing, format);
    Selection there = selected(samples(all, config, format), config, format);
    Selection selection =
        config.select().where().map(where -> wanted(spark, there, where)).orElse(there);
    List<InputFile> files = selection.files();
    Optional<Layout> layout = layout(config, format);
    boolean batches = config.batchAxis() == BatchAxis.FIRST;
    if (batches && config.key().isPresent()) {
      throw JobException.invalid(
          "--key", config.key().get(), "--batch-axis 0 names samples by their file and row");
    }
    if (config.pictures().pages() == Pages.EACH && config.key().isPresent()) {
      throw JobException.invalid(
          "--key", config.key().get(), "--pages each names samples by their file and page");
    }
    Broadcast<SerializableConfiguration> hadoop =
        EachFile.broadcast(spark, spark.sessionState().newHadoopConf());
    String label = label(config, share, there.files());
    StructType names = FileRows.names(label);
    StructType told = format instanceof ArrayFormat arrays ? arrays.columns() : new StructType();
    AlsoFiles also =
        AlsoFiles.of(config, format, there.files(), some, FileRows.SCHEMA.length() + told.length());
    FileReader reader = reader(() -> hadoop.value().value(), config, share, format, names, also);
    // Whether a part of the files lies in folders must not decide on the columns of the whole.
    boolean labels = some || there.files().stream().anyMatch(file -> !file.folder().isEmpty());
    StructType passThrough = new StructType().add(FileRows.SCHEMA.apply(FileRows.PATH));
    if (labels) {
      passThrough = passThrough.add(label, DataTypes.StringType, true);
    }
    List<Integer> ordinals = new ArrayList<>(List.of(FileRows.PATH));
    if (labels) {
      ordinals.add(FileRows.LABEL);
    }
    for (StructField column : also.schema().fields()) {
      told = told.add(column);
    }
    for (int i = 0; i < told.length(); i++) {
      passThrough = passThrough.add(told.apply(i));
      ordinals.add(FileRows.SCHEMA.length() + i);
    }
    Probe probe = Probe.of(reader, probes(files, batches));
    double bytes =
        batches
            ? files.stream().mapToLong(InputFile::length).sum()
            : probe.meanBytes() * files.size();
    int most = batches ? Integer.MAX_VALUE : files.size();
    boolean far = files.stream().anyMatch(file -> !file.path().startsWith("file:"));
    double opening = (double) Partitioning.opening(spark, far) * files.size();
    int partitions = Partitioning.count(spark, most, bytes, opening, shardBytes);
    Dataset<Row> rows =
        FileRows.of(
            spark,
            parts(files, format, batches ? bytes / partitions : Double.POSITIVE_INFINITY),
            partitions,
            told);
    return new Source(
        format,
        named(rows, label),
        passThrough,
        ordinals.stream().mapToInt(Integer::intValue).toArray(),
        "tensor",
        reader,
        SampleSelection.of(config.select(), reader.ids()),
        format instanceof PictureFormat,
        CellEncoding.NPY,
        shardBytes,
        layout,
        probe,
        also.isNone() ? files : all.files(),
        selection.leftOut().list(),
        List.of(),
        OptionalLong.empty(),
        Optional.empty(),
        Map.of(),
        also.columns(),
        Optional.empty());
  }

  /** Without the files that lie beside pictures. */
  private static Selection samples(Selection all, InputConfig config, InputFormat format) {
    return format instanceof PictureFormat && !config.also().isEmpty()
        ? new Selection(
            all.files().stream().filter(file -> !AlsoFiles.isBeside(file, config)).toList(),
            all.leftOut())
        : all;
  }

  private static Dataset<Row> named(Dataset<Row> rows, String label) {
    String own = FileRows.NAMES.apply(FileRows.LABEL).name();
    return label.equals(own) ? rows : rows.withColumnRenamed(own, label);
  }

  /**
   * The label's name: that of folders {@code NAME=…} if a setting asks for such a column.
   *
   * @throws JobException if others ask for it by its own
   */
  private static String label(InputConfig config, Share share, List<InputFile> files) {
    String own = FileRows.NAMES.apply(FileRows.LABEL).name();
    List<String> asked = new ArrayList<>(config.partitionBy());
    Stream.of(config.key(), Optional.ofNullable(share.column()), config.select().splitGroup())
        .forEach(column -> column.ifPresent(asked::add));
    Optional<String> folders =
        asked.stream()
            .filter(name -> files.stream().anyMatch(file -> file.folder().startsWith(name + "=")))
            .findFirst();
    if (folders.isPresent() && asked.contains(own) && !folders.get().equals(own)) {
      throw JobException.invalid(
          "column",
          own
              + " and "
              + folders.get()
              + " are asked for, which is one column, of folders "
              + folders.get()
              + "=…",
          "call it "
              + folders.get()
              + " in --key, --share, --split-group and --partition-by, or label in all");
    }
    return folders.orElse(own);
  }

  /**
   * Checks that there are files of the format.
   *
   * @throws JobException if there are none
   */
  static Selection selected(Selection selection, InputConfig config, InputFormat format) {
    if (selection.files().isEmpty()) {
      throw JobException.input(
          "Cannot read input: "
              + String.join(", ", config.paths())
              + " holds no "
              + (format instanceof ArrayFormat
                  ? String.join(" or ", format.endings()) + " file"
                  : "picture")
              + selection.leftOut().clause());
    }
    return selection;
  }

  /** Those files of whose names an expression holds; the others are left out. */
  private static Selection wanted(SparkSession spark, Selection all, String where) {
    Set<Integer> taken = new HashSet<>();
    try {
      Where.filter(FileRows.names(spark, all.files()), FileRows.NAMES, where)
          .collectAsList()
          .forEach(row -> taken.add(row.getInt(FileRows.NAMES.length())));
    } catch (JobException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Failures.explained(e);
    }
    LeftOuts leftOut = all.leftOut().copy();
    List<InputFile> files = new ArrayList<>();
    for (int i = 0; i < all.files().size(); i++) {
      if (taken.contains(i)) {
        files.add(all.files().get(i));
      } else {
        leftOut.add(Reason.UNWANTED, all.files().get(i).name());
      }
    }
    return new Selection(files, leftOut);
  }

  static Optional<Layout> layout(InputConfig config, InputFormat format) {
    return format instanceof ArrayFormat
        ? config.layout()
        : config.layout().or(() -> Optional.of(Layout.HWC));
  }

  static FileReader reader(
      FileReader.Hadoop hadoop,
      InputConfig config,
      Share share,
      InputFormat format,
      StructType names,
      AlsoFiles also) {
    return new FileReader(
        hadoop,
        format instanceof ArrayFormat arrays ? arrays : null,
        config.batchAxis() == BatchAxis.FIRST,
        config.pictures(),
        layout(config, format).orElse(Layout.HWC),
        SampleIds.of(config.key(), share, names).splitBy(config.select().splitGroup(), names),
        also);
  }

  static String lower(InputFile file) {
    return file.name().toLowerCase(Locale.ROOT);
  }

  /** Files larger than {@code partBytes} in parts; archives stay whole. */
  private static List<InputPart> parts(
      List<InputFile> files, InputFormat format, double partBytes) {
    List<InputPart> parts = new ArrayList<>();
    for (InputFile file : files) {
      int count = 1;
      if (file.length() > partBytes
          && format instanceof ArrayFormat arrays
          && arrays.isNpy(lower(file))) {
        count = (int) Math.ceil(file.length() / partBytes);
      }
      for (int part = 0; part < count; part++) {
        parts.add(new InputPart(file, part, count));
      }
    }
    return parts;
  }

  /**
   * Files across the list, as rows; of a batch the last of as many parts as it has bytes, which is
   * one sample.
   */
  private static List<InternalRow> probes(List<InputFile> files, boolean batches) {
    int probes = Math.min(Probe.ROWS, files.size());
    return IntStream.range(0, probes)
        .mapToObj(i -> files.get((int) ((long) i * files.size() / probes)))
        .map(
            file -> {
              int parts =
                  batches ? (int) Math.max(1, Math.min(file.length(), Integer.MAX_VALUE)) : 1;
              return FileRows.row(new InputPart(file, parts - 1, parts));
            })
        .toList();
  }
}
