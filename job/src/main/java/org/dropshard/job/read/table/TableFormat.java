package org.dropshard.job.read.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dropshard.format.tfrecord.TFRecordFormat;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.Kind;

/** Formats that Spark reads as rows. */
public enum TableFormat implements Kind {
  PARQUET(".parquet"),
  WEBDATASET(".tar", ".tar.gz", ".tgz"),
  TFRECORD(".tfrecord", ".tfrecords", ".tfrecord.gz", ".tfrecords.gz"),
  MDS(".mds", ".mds.zstd", ".mds.gz"),
  /** Only if asked for: else each array of an archive is a sample, and its path the key. */
  NPZ(".npz");

  /** Where a tar says that it is one. */
  private static final int USTAR = 257;

  private final List<String> endings;

  TableFormat(String... endings) {
    this.endings = List.of(endings);
  }

  /** Spark's name of it, and the command line's. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean isNamed(InputFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    return endings.stream().anyMatch(name::endsWith)
        || this == TFRECORD && name.matches(".*[./]tfrecords?-\\d+-of-\\d+");
  }

  /** What Spark is told so that it reads files of such names alone. */
  String glob() {
    String names = String.join(",", endings.stream().map(ending -> "*" + ending).toList());
    return this == TFRECORD ? "{" + names + ",*tfrecord*-of-*}" : "{" + names + "}";
  }

  @Override
  public boolean starts(byte[] start) {
    return switch (this) {
      case PARQUET -> List.of("PAR1", "PARE").contains(text(start, 0, 4));
      case WEBDATASET -> text(start, USTAR, 5).equals("ustar");
      case TFRECORD -> TFRecordFormat.isRecord(start);
      case MDS, NPZ -> false; // the one has no mark of its own, the other that of any zip
    };
  }

  /** Spark hides such files from every reader of its own. */
  @Override
  public boolean takesMarked() {
    return false;
  }

  /**
   * Whether a file of no bytes is one of no rows. An empty TFRecord is; markers of some object
   * stores and Hive's empty buckets, among Parquet files, have no such name.
   */
  boolean isValidEmpty(InputFile file) {
    return this == TFRECORD || this == PARQUET && !isNamed(file);
  }

  /** The format that a file's name tells. */
  public static Optional<TableFormat> of(InputFile file) {
    return Arrays.stream(values()).filter(format -> format.isNamed(file)).findFirst();
  }

  /** The format that a file's first bytes tell, as far as they do. */
  public static Optional<TableFormat> of(byte[] start) {
    return Arrays.stream(values()).filter(format -> format.starts(start)).findFirst();
  }

  private static String text(byte[] bytes, int offset, int length) {
    return bytes.length < offset + length
        ? ""
        : new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }
}
