package org.dropshard.job.read.table;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.dropshard.format.EachFile;
import org.dropshard.format.TableFormat;
import org.dropshard.job.config.BadRecords;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.listing.FirstBytes;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.LeftOuts;
import org.dropshard.job.read.listing.LfsPointer;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.listing.Reason;
import org.dropshard.job.read.listing.Selection;

/**
 * The files of a table.
 *
 * @param all in order; those that cannot be read, too
 * @param unreadable the reason for each that cannot be read at all, by full path
 * @param leftOut what lies beside them
 * @param footers of Parquet; null: of another format
 */
record TableFiles(
    List<InputFile> all, Map<String, String> unreadable, LeftOuts leftOut, ParquetFooters footers) {
  /** A file of git-LFS is no longer. */
  private static final long LONGEST_POINTER = 1024;

  /**
   * Chooses the files of a listing that are a table's.
   *
   * @param whole whether the listing is of all files
   * @param key the column whose ids are read with footers, if that takes no more; empty: none are
   * @throws JobException if none of them can be read, or one cannot and the policy is to fail
   */
  static TableFiles of(
      SparkSession spark,
      Listing listing,
      boolean whole,
      TableFormat format,
      BadRecords.Policy policy,
      Optional<String> key) {
    TableFiles files =
        format.isColumnar()
            ? parquet(spark, listing, format, key)
            : records(spark, listing, whole, format);
    if (files.readable().isEmpty()
        || policy == BadRecords.Policy.FAIL && !files.unreadable.isEmpty()) {
      throw files.refusal(listing);
    }
    return files;
  }

  /** Parquet has gone by other names, so files of any are looked into: their footers tell. */
  private static TableFiles parquet(
      SparkSession spark, Listing listing, TableFormat format, Optional<String> key) {
    LeftOuts leftOut = listing.leftOut().copy();
    List<InputFile> files = new ArrayList<>();
    for (InputFile file : listing.files()) {
      if (file.isMarked()) {
        leftOut.add(Reason.HIDDEN, file.name());
      } else if (file.length() == 0 && format.isValidEmpty(file.name().toLowerCase(Locale.ROOT))) {
        leftOut.add(Reason.EMPTY, file.name());
      } else {
        files.add(file);
      }
    }
    ParquetFooters footers =
        ParquetFooters.of(
            EachFile.by(spark), files, key.map(column -> new FooterLook.Keys(column, format)));
    List<InputFile> all = new ArrayList<>();
    for (InputFile file : files) {
      if (footers.others().contains(file.path())) {
        leftOut.add(Reason.OTHER, file.name());
      } else {
        all.add(file);
      }
    }
    return new TableFiles(all, footers.unreadable(), leftOut, footers);
  }

  private static TableFiles records(
      SparkSession spark, Listing listing, boolean whole, TableFormat format) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Indexes indexes = whole ? Indexes.of(listing, format, hadoop) : Indexes.NONE;
    Listing others = listing.without(indexes.files());
    Selection selection = Selection.of(spark, others, format);
    if (selection.files().isEmpty()) { // by its name or its start none is; a reader says why
      selection =
          new Selection(
              others.files().stream().filter(file -> !file.isMarked()).toList(), others.leftOut());
    }
    LeftOuts leftOut = selection.leftOut().copy();
    List<InputFile> all = new ArrayList<>();
    Map<String, String> unreadable = new TreeMap<>();
    for (InputFile file : selection.files()) {
      if (file.length() == 0 && format.isValidEmpty(file.name().toLowerCase(Locale.ROOT))) {
        leftOut.add(Reason.EMPTY, file.name());
        continue;
      }
      all.add(file);
      String reason = reason(file, format, hadoop);
      if (!reason.isEmpty()) {
        unreadable.put(file.path(), "Cannot read file: " + reason);
      }
    }
    indexes.missing().forEach((file, reason) -> unreadable.put(file.path(), reason));
    all.addAll(indexes.missing().keySet());
    return new TableFiles(all, unreadable, leftOut, null);
  }

  private JobException refusal(Listing listing) {
    if (unreadable.isEmpty()) {
      return JobException.input(
          "Cannot read input: "
              + String.join(", ", listing.roots().stream().map(root -> root.argument()).toList())
              + " holds no file of a table"
              + leftOut.clause());
    }
    Map.Entry<String, String> first = unreadable.entrySet().iterator().next();
    return JobException.input(first.getValue() + ", file " + first.getKey());
  }

  /** Why a file cannot be read, as far as it can be told without opening it, but for small ones. */
  private static String reason(InputFile file, TableFormat format, Configuration hadoop) {
    if (file.length() == 0) {
      return "0 bytes (a " + format.label() + " file is not empty)";
    }
    Path path = new Path(file.path());
    if ("file".equals(path.toUri().getScheme())
        && !Files.isReadable(java.nio.file.Path.of(path.toUri().getPath()))) {
      return "permission denied";
    }
    if (file.length() <= LONGEST_POINTER) {
      try {
        if (LfsPointer.isPointer(FirstBytes.of(file, hadoop))) {
          return LfsPointer.EXPLAINED;
        }
      } catch (java.io.IOException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return format.unreadable(file.name().toLowerCase(Locale.ROOT)).orElse("");
  }

  /** The files that can be read, as far as is known. */
  List<InputFile> readable() {
    return all.stream().filter(file -> !unreadable.containsKey(file.path())).toList();
  }

  /**
   * Whether Spark's own listing finds what can be read, and nothing else; empty files it passes
   * over.
   *
   * @param glob which names it is to take
   */
  boolean areFoundBySpark(Listing listing, String glob) {
    GlobPattern pattern = new GlobPattern(glob);
    return listing.isAsSparkLists()
        && listing.files().stream()
            .filter(file -> !file.isMarked() && file.length() > 0)
            .filter(file -> pattern.matches(new Path(file.path()).getName()))
            .toList()
            .equals(readable());
  }
}
