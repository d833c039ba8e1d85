package org.dropshard.job.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the fields of an account have to keep to. What does not is an IllegalArgumentException. */
final class Rule {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{" + 2 * RowDigest.BYTES + "}");
  private static final Pattern CRC = Pattern.compile("[0-9a-f]{8}");

  private Rule() {}

  /** Throws {@code "field: fact"} unless it holds. */
  static void that(boolean holds, String field, String fact) {
    if (!holds) {
      throw new IllegalArgumentException(field + ": " + fact);
    }
  }

  static void natural(String field, long number) {
    that(number >= 0, field, "negative");
  }

  static void digest(String field, String text) {
    that(DIGEST.matcher(text).matches(), field, "not 64 hexadecimal digits");
  }

  /** Checksums of a file; null where none was made. */
  static void checksums(String crc32c, String sha256) {
    that(crc32c == null || CRC.matcher(crc32c).matches(), "crc32c", "not 8 hexadecimal digits");
    if (sha256 != null) {
      digest("sha256", sha256);
    }
  }

  static void parsed(String field, String text, Function<String, ?> parser) {
    try {
      parser.apply(text);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
    }
  }

  /** A text or a list of texts. */
  static void texts(String field, Object value) {
    boolean list = value instanceof List<?> all && all.stream().allMatch(String.class::isInstance);
    that(list || value instanceof String, field, "not text, nor a list of it");
  }

  private static boolean isInside(String file) {
    return Arrays.stream(file.split("/", -1)).noneMatch(name -> name.matches("|\\.\\.?|.*:.*"));
  }

  /** A file of an account, or one beside the shards. */
  static void file(String name, String sha256) {
    that(isInside(name), "files", "no path below the output: " + name);
    digest("files." + name, sha256);
  }

  static void shard(String file, long rows, long bytes, String digest) {
    boolean shard = isInside(file) && !file.startsWith(Account.FOLDER + "/");
    that(shard, "file", "no shard's path below the output");
    natural("rows", rows);
    natural("bytes", bytes);
    digest("digest", digest);
  }

  /** The fields of other versions; Jackson says null for none. */
  static Map<String, JsonNode> orNone(Map<String, JsonNode> others) {
    return others == null ? Map.of() : others;
  }
}
