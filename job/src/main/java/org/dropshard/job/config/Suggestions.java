package org.dropshard.job.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * What was meant by the name of a setting that there is not: what other systems call it, or else
 * the name that is spelt nearest.
 */
public final class Suggestions {
  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  /** A setting, or {@code setting=value}, by the names that the field has for it. */
  private static final Map<String, String> ALIASES = new HashMap<>();

  static {
    add("drop", "rate", "p", "probability", "prob", "ratio", "dropout", "drop-prob", "drop-rate");
    add(
        "drop",
        "drop-probability",
        "dropout-rate",
        "dropout-prob",
        "dropout-probability",
        "drop-p");
    add("keep", "keep-prob", "keep-probability", "keep-rate", "retain", "retain-probability");
    add("layout", "data-format", "channel-order", "memory-format", "order", "dim-order");
    add("layout=CHW", "channels-first", "nchw", "chw");
    add("layout=HWC", "channels-last", "nhwc", "hwc");
    add("input", "in", "i", "src", "source", "data", "dataset", "data-dir", "input-dir", "from");
    add("input", "input-path", "images", "folder", "files", "path", "train-dir");
    add("output", "out", "o", "dst", "dest", "destination", "target", "output-dir", "out-dir");
    add("output", "output-path", "save-dir", "save-to", "outdir");
    add("copies", "n-copies", "num-copies", "n", "repeat", "repeats", "times", "augmentations");
    add("copies", "epochs", "samples-per-image", "n-augment");
    add("seed", "random-seed", "random-state", "rng", "rng-seed", "s");
    add("kind", "type", "method", "mask", "dropout-type", "dropout-kind", "granularity");
    add("steps", "transforms", "ops", "layers", "augment", "augmentation");
    add("key", "id", "sample-id", "id-column", "primary-key");
    add("column", "tensor-column", "feature", "field", "image-column", "tensor");
    add("fill", "fill-value", "value", "mask-value", "noise-value");
    add("dtype", "out-dtype", "output-dtype", "precision", "cast");
    add("scale", "rescale", "inverted", "scaling");
    add("mode", "training", "train", "eval", "is-training");
    add("share", "noise-shape", "mask-share", "per-batch");
    add("input-format", "format", "reader", "in-format");
    add("output-format", "writer", "out-format");
    add("compression", "compress", "codec");
    add("shard-bytes", "shard-size", "max-shard-size", "file-size", "target-file-size", "maxsize");
    add("shard-rows", "rows-per-shard", "samples-per-shard", "maxcount", "batch-size");
    add("if-exists=overwrite", "overwrite", "force", "f", "replace", "clobber");
    add("if-exists=append", "append", "add");
    add("if-exists", "write-mode", "save-mode", "exist-ok");
    add("on-error", "errors", "error-policy", "on-bad", "ignore-errors", "skip-errors", "skip-bad");
    add("max-bad", "max-errors", "max-bad-records", "tolerance");
    add("progress=none", "quiet", "q", "silent", "no-progress");
    add("max-pixels", "max-image-pixels", "pixel-limit");
    add("partition-by", "partition", "partitioned-by", "group-by");
  }

  private Suggestions() {}

  private static void add(String meant, String... names) {
    for (String name : names) {
      ALIASES.put(flat(name), meant);
    }
  }

  private static String flat(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /**
   * The setting that was meant, or {@code setting=value}.
   *
   * @param name without dashes before it
   * @param value what stands behind it; empty if nothing does
   * @param among the names that may be meant
   */
  public static Optional<String> of(String name, String value, Collection<String> among) {
    String alias = ALIASES.get(flat(name));
    if (alias != null && among.contains(alias.replaceFirst("=.*", ""))) {
      String layout = alias.equals("layout") ? ALIASES.get(flat(value)) : null;
      return Optional.of(layout != null && layout.startsWith("layout=") ? layout : alias);
    }
    return nearest(name, among);
  }

  /** The name that is spelt like it, if one is: a letter in three may be wrong. */
  public static Optional<String> nearest(String name, Collection<String> among) {
    return among.stream()
        .min(Comparator.comparingInt(candidate -> DISTANCE.apply(name, candidate)))
        .filter(candidate -> DISTANCE.apply(name, candidate) <= Math.max(2, name.length()) / 3 + 1);
  }
}
