package org.dropshard.job.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.cell.NamedEncoding;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.croissant.Description;
import org.dropshard.job.error.JobException;
import org.dropshard.job.sign.SigningKey;

/**
 * What shards are written as.
 *
 * @param format what writes them
 * @param encoding how cells hold tensors; empty: as in the input, or as the format is used
 * @param pngLevel of the compression of PNG and TIFF, 1 to 9
 * @param quality of JPEG, 1 to 100
 * @param compression one that the format knows; empty: its own habit
 * @param prefix what names of shards begin with; empty: they are not numbered
 * @param splitFiles whether each part of a split has shards of its own, which its name begins
 * @param hashes what the index has of each shard, between commas; empty for none
 * @param croissant what the output says of itself to others; empty: nothing
 * @param key signs the output's statement; empty: it is not signed
 * @param hashesInput whether the statement has the SHA-256 of each file of the input
 */
public record ShardConfig(
    ShardFormat format,
    Optional<NamedEncoding> encoding,
    int pngLevel,
    int quality,
    Optional<String> compression,
    Optional<String> prefix,
    boolean splitFiles,
    String hashes,
    Optional<Description> croissant,
    Optional<SigningKey> key,
    boolean hashesInput) {
  private static final String AUTO = "auto";

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  static ShardConfig of(Settings settings) {
    ShardFormat format =
        Formats.shards(
                AugmentConfig.choice(
                    settings,
                    Setting.OUTPUT_FORMAT,
                    Formats.shards().stream().map(ShardFormat::label)))
            .orElseThrow();
    String prefix = settings.required(Setting.SHARD_PREFIX);
    if (!PREFIX.matcher(prefix).matches()) {
      throw JobException.invalid("--shard-prefix", prefix, "letters, digits, and then _ and - too");
    }
    ShardConfig config =
        new ShardConfig(
            format,
            orAuto(
                    settings,
                    Setting.ENCODING,
                    Stream.of(NamedEncoding.values()).map(NamedEncoding::label))
                .map(NamedEncoding::ofLabel),
            AugmentConfig.positive(settings, Setting.PNG_LEVEL, 9).intValue(),
            AugmentConfig.positive(settings, Setting.QUALITY, 100).intValue(),
            orAuto(settings, Setting.COMPRESSION, Formats.compressions().stream()),
            Optional.of(prefix).filter(name -> format.isNumbered()),
            settings.text(Setting.SPLIT_FILES).filter("true"::equals).isPresent(),
            settings.text(Setting.HASHES).orElse(""),
            settings.parsed(
                Setting.CROISSANT, text -> Description.parse(settings.list(Setting.CROISSANT))),
            settings.text(Setting.SIGN).map(SigningKey::read),
            hashesInput(settings));
    config.check();
    config.checkSplitFiles(settings);
    try {
      format.checkShardBytes(settings.parsed(Setting.SHARD_BYTES, Sizes::parse).orElseThrow());
    } catch (IllegalArgumentException e) {
      throw JobException.invalid(
          "--shard-bytes", settings.required(Setting.SHARD_BYTES), e.getMessage());
    }
    return config;
  }

  private static boolean hashesInput(Settings settings) {
    boolean signs = settings.text(Setting.SIGN).isPresent();
    String choice = AugmentConfig.choice(settings, Setting.INPUT_HASHES, AUTO, "sha256", "none");
    return choice.equals("sha256") || choice.equals(AUTO) && signs;
  }

  private static Optional<String> orAuto(
      Settings settings, Setting setting, Stream<String> choices) {
    String choice =
        AugmentConfig.choice(settings, setting, Stream.concat(Stream.of(AUTO), choices));
    return Optional.of(choice).filter(value -> !value.equals(AUTO));
  }

  /** Whether the account has a SHA-256 of each shard beside its CRC-32C, as others know files. */
  public boolean sha256() {
    return key.isPresent()
        || croissant.isPresent()
        || Arrays.stream(hashes.split(",")).map(String::strip).anyMatch("sha256"::equals);
  }

  /** Whether the same values are read again as were written. */
  public boolean isExact() {
    return encoding.map(NamedEncoding::isExact).orElse(true);
  }

  private void checkSplitFiles(Settings settings) {
    if (!splitFiles) {
      return;
    }
    String rule = null;
    if (format.datasetsPattern().isEmpty()) {
      rule = "shards of " + format.label() + " are not read by Hugging Face's datasets";
    } else if (settings.text(Setting.SPLIT).isEmpty()) {
      rule = "there is no --split";
    } else if (settings.list(Setting.PARTITION_BY).contains(SelectConfig.COLUMN)) {
      rule = "--partition-by split has folders already";
    } else if (settings.text(Setting.OUTPUT_TABLE).isPresent()) {
      rule = "a table's files are its engine's";
    }
    if (rule != null) {
      throw JobException.invalid("--split-files", "true", rule);
    }
  }

  private void check() {
    if (hashesInput && !sha256()) {
      throw JobException.invalid(
          "--input-hashes", "sha256", "for the statement of --sign or --hashes sha256");
    }
    if (!hashes.isEmpty() && format.indexName().isEmpty() && !hashes.equals("sha256")) {
      throw JobException.invalid(
          "--hashes", hashes, "shards of " + format.label() + " have no index: sha256 alone");
    }
    if (!encoding.map(format.encodings()::contains).orElse(true)
        || !compression.map(format.compressions()::contains).orElse(true)) {
      throw JobException.invalid(
          "--encoding or --compression",
          encoding.map(NamedEncoding::label).orElse(AUTO) + ", " + compression.orElse(AUTO),
          "the shards of "
              + format.label()
              + " have "
              + String.join(", ", format.encodings().stream().map(NamedEncoding::label).toList())
              + ", and "
              + String.join(", ", format.compressions()));
    }
  }
}
