package org.dropshard.job.read;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.image.ImageDecoder;
import org.dropshard.job.image.Pages;
import org.dropshard.job.read.files.FileSource;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputRoot;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.table.TableFormat;
import org.dropshard.job.read.table.TableSource;
import org.dropshard.tensor.Npy;

/** Finds out what an input is, and opens it. */
public final class Sources {
  private Sources() {}

  /**
   * Opens an input.
   *
   * @param share who shares a mask
   * @param shardBytes the bytes of tensors that a partition should hold, for files of one sample
   * @throws JobException if the input cannot be used as the configuration says
   */
  public static Source open(SparkSession spark, InputConfig config, Share share, long shardBytes) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    return open(spark, config, share, shardBytes, Listing.of(config.paths(), hadoop), false);
  }

  /**
   * Checks that every path of an input stands for something.
   *
   * @throws JobException for the first that does not
   */
  public static void checkPaths(List<String> paths, Configuration hadoop) {
    paths.forEach(path -> InputRoot.of(path, hadoop));
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
    String format = config.format().orElseGet(() -> detect(listing, hadoop));
    if (config.batchAxis() == BatchAxis.FIRST && !format.equals("npy")) {
      throw JobException.usage(
          "Invalid --batch-axis: 0 ("
              + format
              + ": a "
              + (format.equals("images") ? "picture" : "row")
              + " is one sample; batches are read of npy and npz files)");
    }
    if (config.pages() == Pages.EACH && !format.equals("images")) {
      throw JobException.usage(
          "Invalid --pages: each (" + format + ": a row is one sample; stack makes one of pages)");
    }
    return switch (format) {
      case "images", "npy" ->
          FileSource.open(
                  spark,
                  format.equals("images") ? config.ofPictures() : config,
                  share,
                  listing,
                  some,
                  format.equals("images"),
                  shardBytes)
              .orLayout(config.presetLayout());
      default ->
          TableSource.open(spark, config, share, listing, some, shardBytes, table(format), null)
              .orLayout(config.presetLayout());
    };
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
      StructType schema) {
    Listing listing = Listing.of(config.paths(), spark.sessionState().newHadoopConf());
    return TableSource.open(
        spark, config, share, listing, false, shardBytes, table(format), schema);
  }

  private static TableFormat table(String format) {
    for (TableFormat table : TableFormat.values()) {
      if (table.label().equals(format)) {
        return table;
      }
    }
    throw JobException.usage(
        "Invalid --input-format: "
            + format
            + " (images, npy, parquet, webdataset, tfrecord, mds, npz)");
  }

  /** By extension; where no extension is known, by the first bytes of the first file. */
  private static String detect(Listing listing, Configuration hadoop) {
    Set<String> found =
        listing.files().stream()
            .map(Sources::byExtension)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    if (found.size() > 1) {
      throw JobException.usage(
          "Invalid input: it holds "
              + String.join(" and ", found.stream().sorted().toList())
              + " (say which by --input-format)");
    }
    return found.isEmpty() ? byMagic(listing.files().get(0), hadoop) : found.iterator().next();
  }

  private static Optional<String> byExtension(InputFile file) {
    if (ImageDecoder.hasPictureExtension(file.name())) {
      return Optional.of("images");
    }
    return switch (file.extension()) {
      case "npy", "npz" -> Optional.of("npy");
      default -> TableFormat.of(file).map(TableFormat::label);
    };
  }

  private static String byMagic(InputFile file, Configuration hadoop) {
    byte[] start = new byte[(int) Math.min(512, file.length())];
    Path path = new Path(file.path());
    try (FSDataInputStream in = InputFile.open(path, hadoop)) {
      in.readFully(0, start);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INPUT, "Cannot read input: " + file.path() + " (" + e.getMessage() + ")", e);
    }
    if (ImageDecoder.format(start).isPresent()) {
      return "images";
    }
    if (Npy.isNpy(start)) {
      return "npy";
    }
    Optional<TableFormat> table = TableFormat.of(start);
    if (table.isPresent()) {
      return table.get().label();
    }
    throw JobException.input(
        "Cannot tell the format of input: "
            + file.path()
            + " (say it by --input-format images|npy|parquet|webdataset|tfrecord|mds)");
  }
}
