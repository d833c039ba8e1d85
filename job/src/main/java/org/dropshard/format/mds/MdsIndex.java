package org.dropshard.format.mds;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;
import org.dropshard.format.EachFile;
import org.dropshard.format.FileInput;

/**
 * The {@code index.json} of shards: made from the shards alone, which say themselves what columns
 * they have, so that it does not matter who wrote them, or when. Each folder of shards has one, and
 * the folder above them all has one of all.
 */
final class MdsIndex {
  /** The file's name. */
  static final String NAME = "index.json";

  private MdsIndex() {}

  /**
   * The indexes of shards.
   *
   * @param shards where each shard lies now, by its path below the folder of the dataset
   * @return the text of each index, by its path below that folder
   * @throws IOException if a shard cannot be read
   */
  static Map<String, String> of(SparkSession spark, Map<String, Path> shards) throws IOException {
    List<String> names = new ArrayList<>(new TreeMap<>(shards).keySet());
    List<String> files = names.stream().map(name -> shards.get(name).toString()).toList();
    return indexes(names, EachFile.by(spark).ask(files, MdsIndex::entry));
  }

  private static Map<String, String> indexes(List<String> names, List<String> entries)
      throws IOException {
    Map<String, ObjectNode> indexes = new TreeMap<>();
    indexes.put("", index());
    for (int i = 0; i < names.size(); i++) {
      String folder = names.get(i).substring(0, names.get(i).lastIndexOf('/') + 1);
      ObjectNode entry = (ObjectNode) MdsConfig.MAPPER.readTree(entries.get(i));
      if (!folder.isEmpty()) {
        ((ArrayNode) indexes.computeIfAbsent(folder, name -> index()).get("shards"))
            .add(entry.deepCopy());
        for (String part : List.of("raw_data", "zip_data")) {
          if (entry.get(part) instanceof ObjectNode file) {
            file.put("basename", folder + file.get("basename").asText());
          }
        }
      }
      ((ArrayNode) indexes.get("").get("shards")).add(entry);
    }
    Map<String, String> texts = new TreeMap<>();
    indexes.forEach((folder, index) -> texts.put(folder + NAME, index.toString()));
    return texts;
  }

  private static ObjectNode index() {
    ObjectNode index = MdsConfig.MAPPER.createObjectNode();
    index.putArray("shards");
    return index.put("version", 2);
  }

  /** What an index says of a shard. */
  private static String entry(String name, Configuration hadoop) throws IOException {
    Path file = new Path(name);
    long length = file.getFileSystem(hadoop).getFileStatus(file).getLen();
    MdsHeader header;
    try (FileInput in = MdsFile.open(file, length, hadoop)) {
      header = MdsHeader.read(in);
    }
    ObjectNode entry = header.config().json();
    String base = file.getName();
    boolean zip = header.config().compression() != null;
    String raw = zip ? base.substring(0, base.lastIndexOf('.')) : base;
    long rawLength = header.offsets()[header.samples()];
    List<String> hashes = header.config().hashes();
    try (InputStream in = MdsFile.open(file, length, hadoop)) {
      entry.set("raw_data", file(raw, rawLength, hashes, in));
    }
    if (zip) {
      try (InputStream in = file.getFileSystem(hadoop).open(file)) {
        entry.set("zip_data", file(base, length, hashes, in));
      }
    } else {
      entry.putNull("zip_data");
    }
    return entry.put("samples", header.samples()).toString();
  }

  private static ObjectNode file(String name, long length, List<String> hashes, InputStream in)
      throws IOException {
    ObjectNode file = MdsConfig.MAPPER.createObjectNode();
    file.put("basename", name).put("bytes", length);
    ObjectNode sums = file.putObject("hashes");
    List<MessageDigest> digests = new ArrayList<>();
    for (String hash : hashes) {
      digests.add(digest(hash));
    }
    byte[] buffer = new byte[1 << 16];
    for (int n; !digests.isEmpty() && (n = in.read(buffer)) >= 0; ) {
      for (MessageDigest digest : digests) {
        digest.update(buffer, 0, n);
      }
    }
    for (int i = 0; i < hashes.size(); i++) {
      sums.put(hashes.get(i), HexFormat.of().formatHex(digests.get(i).digest()));
    }
    return file;
  }

  /**
   * The hash of a name of Python's hashlib.
   *
   * @throws IllegalArgumentException if it is not one of md5, sha1, sha224 … sha512, sha3_…
   */
  static MessageDigest digest(String name) {
    String java =
        name.startsWith("sha3_")
            ? "SHA3-" + name.substring(5)
            : name.startsWith("sha") ? "SHA-" + name.substring(3) : name;
    try {
      return MessageDigest.getInstance(java);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(
          "Invalid hash: " + name + " (md5, sha1, sha224, sha256, sha384, sha512, sha3_256 …)", e);
    }
  }

  /** Writes the indexes of all shards below a folder. */
  static void write(SparkSession spark, Path folder) throws IOException {
    FileSystem files = folder.getFileSystem(spark.sessionState().newHadoopConf());
    Path root = files.makeQualified(folder);
    Map<String, Path> shards = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      String name =
          file.toUri().getPath().substring(root.toUri().getPath().length()).replaceFirst("^/", "");
      if (name.matches("(.*/)?[^._/][^/]*\\.mds(\\.zstd|\\.gz)?")
          && !name.matches("(.*/)?[._][^=/]*/.*")) {
        shards.put(name, file);
      }
    }
    for (Map.Entry<String, String> index : of(spark, shards).entrySet()) {
      try (OutputStream out = files.create(new Path(root, index.getKey()), true)) {
        out.write(index.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
