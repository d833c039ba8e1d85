package org.dropshard.job.read;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.InputFormat;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.TableFormat;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;
import org.dropshard.job.image.Pages;
import org.dropshard.job.read.files.FileSource;
import org.dropshard.job.read.files.PictureFormat;
import org.dropshard.job.read.listing.FirstBytes;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputRoot;
import org.dropshard.job.read.listing.LfsPointer;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.table.CatalogSource;
import org.dropshard.job.read.table.TableSource;

/** Finds out what an input is, and opens it. */
public final class Sources {
  /** All formats, in the order in which they are tried. */
  private static final List<InputFormat> FORMATS =
      Stream.concat(Stream.of(new PictureFormat()), Formats.inputs().stream()).toList();

  /** Files of no known name that are looked into, to tell what an input is. */
  private static final int LOOKED_AT = 1000;

  private Sources() {}

  /**
   * Opens an input.
   *
   * @param share who shares a mask
   * @param shardBytes the bytes of tensors that a partition should hold, for files of one sample
   * @throws JobException if the input cannot be used as the configuration says
   */
  public static Source open(SparkSession spark, InputConfig config, Share share, long shardBytes) {
    if (config.table().isPresent()) {
      Source source = CatalogSource.open(spark, config, share, shardBytes);
      checkSamples(config, source.format());
      return limited(spark, config, source).orLayout(config.presetLayout());
    }
    Configuration hadoop = spark.sessionState().newHadoopConf();
    return open(spark, config, share, shardBytes, Listing.of(config.paths(), hadoop), false);
  }

  /**
   * Checks that every path of an input stands for something; of tables the session tells.
   *
   * @throws JobException for the first that does not
   */
  public static void checkPaths(InputConfig config, Configuration hadoop) {
    config.files().forEach(path -> InputRoot.of(path, hadoop));
  }

  /**
   * Opens some of an input's files.
   *
   * @param sizes the files' sizes by full path; at least one
   */
  public static Source open(
      SparkSession spark,
      InputConfig config,
      Share share,
      long shardBytes,
      Map<String, Long> sizes) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    return open(spark, config, share, shardBytes, Listing.of(config.paths(), sizes, hadoop), true);
  }

  private static Source open(
      SparkSession spark,
      InputConfig config,
      Share share,
      long shardBytes,
      Listing listing,
      boolean some) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    InputFormat format =
        config.format().map(Sources::format).orElseGet(() -> detect(listing, hadoop));
    checkSamples(config, format);
    boolean pictures = format instanceof PictureFormat;
    InputConfig own = pictures ? config.ofPictures() : config;
    Source source =
        format instanceof TableFormat table
            ? TableSource.open(spark, own, share, listing, some, shardBytes, table, null, null)
            : FileSource.open(spark, own, share, listing, some, format, shardBytes);
    return limited(spark, config, source).orLayout(config.presetLayout());
  }

  private static Source limited(SparkSession spark, InputConfig config, Source source) {
    return config.select().limit().map(n -> IdScan.limited(spark, source, n)).orElse(source);
  }

  /** Refuses to take apart what is one sample. */
  private static void checkSamples(InputConfig config, InputFormat format) {
    if (config.batchAxis() == BatchAxis.FIRST && !(format instanceof ArrayFormat)) {
      throw JobException.invalid(
          "--batch-axis",
          "0",
          format.label()
              + ": a "
              + (format instanceof TableFormat ? "row" : "picture")
              + " is one sample; batches are read of npy, npz and nifti files");
    }
    if (config.pictures().pages() == Pages.EACH && !(format instanceof PictureFormat)) {
      throw JobException.invalid(
          "--pages", "each", format.label() + ": a row is one sample; stack makes one of pages");
    }
  }

  /**
   * Opens an output of this project.
   *
   * @param format what its shards are
   * @param schema its columns
   */
  public static Source output(
      SparkSession spark,
      InputConfig config,
      Share share,
      long shardBytes,
      String format,
      StructType schema,
      Optional<StructType> folders) {
    Listing listing = Listing.of(config.paths(), spark.sessionState().newHadoopConf());
    return TableSource.open(
        spark,
        config,
        share,
        listing,
        false,
        shardBytes,
        shards(format),
        schema,
        folders.orElse(null));
  }

  private static ShardFormat shards(String label) {
    return Formats.shards(label).orElseThrow(() -> unknown(label));
  }

  private static InputFormat format(String label) {
    return FORMATS.stream()
        .filter(format -> format.label().equals(label))
        .findFirst()
        .orElseThrow(() -> unknown(label));
  }

  private static JobException unknown(String label) {
    return JobException.invalid("--input-format", label, labels(FORMATS.stream(), ", "));
  }

  private static String labels(Stream<InputFormat> formats, String between) {
    return formats.map(InputFormat::label).collect(Collectors.joining(between));
  }

  /**
   * By extension; where no extension is known, by the first bytes of the first file that they tell
   * of. Names that Spark hides are asked last.
   */
  private static InputFormat detect(Listing listing, Configuration hadoop) {
    List<InputFile> files =
        listing.files().stream().sorted(Comparator.comparing(InputFile::isMarked)).toList();
    Set<InputFormat> found = byExtension(files.stream().filter(file -> !file.isMarked()));
    if (found.isEmpty()) {
      found = byExtension(files.stream());
    }
    if (found.size() > 1) {
      throw JobException.invalid(
          "input",
          "it holds "
              + String.join(" and ", found.stream().map(InputFormat::label).sorted().toList()),
          "say which by --input-format");
    }
    return found.isEmpty() ? byMagic(files, hadoop) : found.iterator().next();
  }

  private static Stream<InputFormat> guessed() {
    return FORMATS.stream().filter(InputFormat::isGuessed);
  }

  private static Optional<InputFormat> byExtension(InputFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    return guessed().filter(format -> format.hasName(name)).findFirst();
  }

  private static Set<InputFormat> byExtension(Stream<InputFile> files) {
    return files.map(Sources::byExtension).flatMap(Optional::stream).collect(Collectors.toSet());
  }

  private static InputFormat byMagic(List<InputFile> files, Configuration hadoop) {
    boolean pointer = false;
    for (InputFile file : files.subList(0, Math.min(LOOKED_AT, files.size()))) {
      byte[] start;
      try {
        start = FirstBytes.of(file, hadoop);
      } catch (IOException e) {
        throw JobException.unreadable(file.path(), e);
      }
      Optional<InputFormat> format = guessed().filter(one -> one.hasStart(start)).findFirst();
      if (format.isPresent()) {
        return format.get();
      }
      pointer |= LfsPointer.isPointer(start);
    }
    throw JobException.input(
        "Cannot tell the format of input: "
            + files.get(0).path()
            + (pointer
                ? " (" + LfsPointer.EXPLAINED + ")"
                : " (say it by --input-format " + labels(guessed(), "|") + ")"));
  }
}
