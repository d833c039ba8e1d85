package org.dropshard.format.mds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.MalformedRecordException;

/**
 * An {@code index.json} that lies beside shards: which there are, and what it says of their bytes.
 *
 * @param shards in its order
 */
record ShardIndex(List<Shard> shards) {
  /** Tasks of one JVM read shards of one folder: its index is read once. */
  private static final AtomicReference<Cached> LAST = new AtomicReference<>();

  private record Cached(Path path, long length, long time, Optional<ShardIndex> index) {}

  /**
   * A shard, of which one form has to be there.
   *
   * @param raw as it is
   * @param zip compressed; null: it is not
   * @param samples how many it holds
   */
  record Shard(Form raw, Form zip, long samples) {}

  /**
   * A file.
   *
   * @param basename its name, or its path below the index's folder
   * @param bytes its size
   * @param hashes in hexadecimal, by their names in Python's hashlib
   */
  record Form(String basename, long bytes, Map<String, String> hashes) {
    private static Form of(JsonNode json) {
      if (!json.path("basename").isTextual()) {
        return null;
      }
      Map<String, String> hashes = new TreeMap<>();
      json.path("hashes")
          .properties()
          .forEach(hash -> hashes.put(hash.getKey(), hash.getValue().asText()));
      return new Form(json.get("basename").asText(), json.path("bytes").asLong(-1), hashes);
    }
  }

  /** Reads a file; empty if it is the index of something else. */
  static Optional<ShardIndex> read(Path file, Configuration hadoop) throws IOException {
    JsonNode json;
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      json = MdsConfig.MAPPER.readTree(in);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (json == null || !json.path("shards").isArray()) {
      return Optional.empty();
    }
    List<Shard> shards = new ArrayList<>();
    for (JsonNode shard : json.get("shards")) {
      Form raw = Form.of(shard.path("raw_data"));
      if (!shard.path("format").asText().equals("mds") || raw == null) {
        return Optional.empty();
      }
      shards.add(new Shard(raw, Form.of(shard.path("zip_data")), shard.path("samples").asLong(-1)));
    }
    return Optional.of(new ShardIndex(shards));
  }

  /** The samples of each shard of which no form is there, by its name. */
  Map<String, Long> missing(Predicate<String> isThere) {
    Map<String, Long> missing = new TreeMap<>();
    for (Shard shard : shards) {
      boolean zip = shard.zip != null && isThere.test(shard.zip.basename);
      if (!zip && !isThere.test(shard.raw.basename)) {
        missing.put(shard.raw.basename, shard.samples);
      }
    }
    return missing;
  }

  /** Whether a file is a shard's compressed form, and the other lies beside it. */
  static boolean isTwin(Path file, Configuration hadoop) throws IOException {
    String name = file.getName();
    int end = name.lastIndexOf(".mds.");
    return end >= 0
        && file.getFileSystem(hadoop)
            .exists(new Path(file.getParent(), new Path(null, null, name.substring(0, end + 4))));
  }

  /**
   * Holds a shard against the index beside it, if there is one: its size, and those of its hashes
   * that Java has.
   *
   * @throws MalformedRecordException if it is another
   */
  static void check(Path file, long length, Configuration hadoop) throws IOException {
    Optional<Form> said =
        beside(file, hadoop).stream()
            .flatMap(index -> index.shards.stream())
            .flatMap(shard -> java.util.stream.Stream.of(shard.raw, shard.zip))
            .filter(form -> form != null && form.basename.equals(file.getName()))
            .findFirst();
    if (said.isEmpty()) {
      return;
    }
    Form form = said.get();
    if (form.bytes >= 0 && form.bytes != length) {
      throw other(length + " bytes (" + MdsIndex.NAME + " says " + form.bytes + ")");
    }
    for (Map.Entry<String, String> hash : form.hashes.entrySet()) {
      MessageDigest digest;
      try {
        digest = MdsIndex.digest(hash.getKey());
      } catch (IllegalArgumentException e) {
        continue; // one of Python's packages
      }
      String found = HexFormat.of().formatHex(digest(file, digest, hadoop));
      if (!found.equalsIgnoreCase(hash.getValue())) {
        throw other("its " + hash.getKey() + " is not what " + MdsIndex.NAME + " says");
      }
    }
  }

  private static MalformedRecordException other(String what) {
    return MalformedRecordException.rest("Invalid MDS: " + what, 0, null);
  }

  private static byte[] digest(Path file, MessageDigest digest, Configuration hadoop)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        digest.update(buffer, 0, n);
      }
    }
    return digest.digest();
  }

  private static Optional<ShardIndex> beside(Path shard, Configuration hadoop) throws IOException {
    Path path = new Path(shard.getParent(), MdsIndex.NAME);
    FileSystem fileSystem = path.getFileSystem(hadoop);
    if (!fileSystem.exists(path)) {
      return Optional.empty();
    }
    FileStatus status = fileSystem.getFileStatus(path);
    Cached last = LAST.get();
    if (last == null
        || !last.path.equals(status.getPath())
        || last.length != status.getLen()
        || last.time != status.getModificationTime()) {
      last =
          new Cached(
              status.getPath(), status.getLen(), status.getModificationTime(), read(path, hadoop));
      LAST.set(last);
    }
    return last.index;
  }
}
