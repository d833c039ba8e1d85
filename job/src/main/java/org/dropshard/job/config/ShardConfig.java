package org.dropshard.job.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dropshard.job.error.JobException;

/**
 * What shards are written as.
 *
 * @param format {@code parquet}, {@code webdataset}, {@code tfrecord}, {@code mds} or {@code npz}
 * @param encoding how cells hold tensors: {@code auto} for as in the input or as the format is used
 * @param compression {@code auto} for the format's own habit, {@code none}, {@code gzip} or {@code
 *     zstd}
 * @param prefix what names of shards begin with; empty: they are not numbered
 * @param hashes what the index of MDS shards has of each, between commas; empty for none
 */
public record ShardConfig(
    String format, String encoding, String compression, Optional<String> prefix, String hashes) {
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  /** Leaves room for a last sample, and what comes before the first. */
  private static final long LARGEST_MDS = 1L << 31;

  static ShardConfig of(Settings settings) {
    String format =
        AugmentConfig.choice(
            settings, Setting.OUTPUT_FORMAT, "parquet", "webdataset", "tfrecord", "mds", "npz");
    String prefix = settings.required(Setting.SHARD_PREFIX);
    if (!PREFIX.matcher(prefix).matches()) {
      throw JobException.usage(
          "Invalid --shard-prefix: " + prefix + " (letters, digits, and then _ and - too)");
    }
    ShardConfig config =
        new ShardConfig(
            format,
            AugmentConfig.choice(
                settings,
                Setting.ENCODING,
                "auto",
                "npy",
                "raw",
                "array",
                "image",
                "huggingface",
                "arrow"),
            AugmentConfig.choice(settings, Setting.COMPRESSION, "auto", "none", "gzip", "zstd"),
            Optional.of(prefix).filter(name -> format.equals("webdataset")),
            settings.text(Setting.HASHES).orElse(""));
    config.check();
    boolean large = settings.parsed(Setting.SHARD_BYTES, Sizes::parse).orElseThrow() > LARGEST_MDS;
    if (large && config.format.equals("mds")) {
      throw JobException.usage(
          "Invalid --shard-bytes: "
              + settings.required(Setting.SHARD_BYTES)
              + " (an MDS shard has 32-bit offsets: at most 2GB)");
    }
    return config;
  }

  /** Whether the account has a SHA-256 of each shard beside its CRC-32C. */
  public boolean sha256() {
    return Arrays.stream(hashes.split(",")).map(String::strip).anyMatch("sha256"::equals);
  }

  private void check() {
    if (!hashes.isEmpty() && !format.equals("mds") && !hashes.equals("sha256")) {
      throw JobException.usage(
          "Invalid --hashes: "
              + hashes
              + " (shards of "
              + format
              + " have no index: sha256 alone)");
    }
    boolean known =
        switch (format) {
          case "webdataset" -> !compression.equals("zstd") && isOneOf(encoding, "auto", "npy");
          case "npz" -> isOneOf(compression, "auto", "none") && isOneOf(encoding, "auto", "npy");
          case "tfrecord" ->
              !compression.equals("zstd") && isOneOf(encoding, "auto", "npy", "raw", "array");
          case "mds" -> !compression.equals("gzip") && isOneOf(encoding, "auto", "npy");
          default -> isOneOf(encoding, "auto", "npy", "image", "huggingface", "arrow");
        };
    if (!known) {
      throw JobException.usage(
          "Invalid --encoding or --compression: "
              + encoding
              + ", "
              + compression
              + " (the shards of "
              + format
              + " have no such thing)");
    }
  }

  private static boolean isOneOf(String value, String... values) {
    return Arrays.asList(values).contains(value);
  }
}
