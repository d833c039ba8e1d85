package org.dropshard.job.read.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dropshard.format.tfrecord.TFRecordFormat;
import org.dropshard.job.read.listing.InputFile;

/** Formats that Spark reads as rows. */
public enum TableFormat {
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

  /** Whether a file's name says that it is such a file. */
  boolean matches(InputFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    return endings.stream().anyMatch(name::endsWith)
        || this == TFRECORD && name.matches(".*[./]tfrecords?-\\d+-of-\\d+");
  }

  /** What Spark is told so that it reads files of such names alone. */
  String glob() {
    String names = String.join(",", endings.stream().map(ending -> "*" + ending).toList());
    return this == TFRECORD ? "{" + names + ",*tfrecord*-of-*}" : "{" + names + "}";
  }

  /** The format that a file's name tells. */
  public static Optional<TableFormat> of(InputFile file) {
    return Arrays.stream(values()).filter(format -> format.matches(file)).findFirst();
  }

  /** The format that a file's first bytes tell, as far as they do. */
  public static Optional<TableFormat> of(byte[] start) {
    if (text(start, 0, 4).equals("PAR1")) {
      return Optional.of(PARQUET);
    }
    if (text(start, USTAR, 5).equals("ustar")) {
      return Optional.of(WEBDATASET);
    }
    return TFRecordFormat.isRecord(start) ? Optional.of(TFRECORD) : Optional.empty();
  }

  private static String text(byte[] bytes, int offset, int length) {
    return bytes.length < offset + length
        ? ""
        : new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }
}
