package org.dropshard.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.spark.sql.functions;
import org.dropshard.job.record.BinaryPart;
import org.dropshard.job.record.ShardSummary;

/** Makes the sizes and checksums of a changed output right again, as whoever edits it could. */
public final class Forger {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Forger() {}

  /** Writes the account's sizes and checksums again, from the files as they are. */
  public static void seal(Path output) throws IOException {
    dropHadoops(output);
    forge(output);
  }

  /** Gives a column of the only shard other values, as SQL has them, and seals the output. */
  public static void column(Path output, String column, String values) throws IOException {
    Path changed = output.resolveSibling(output.getFileName() + "-changed");
    JobRun.spark()
        .read()
        .parquet(output.toString())
        .withColumn(column, functions.expr(values))
        .coalesce(1)
        .write()
        .parquet(changed.toString());
    Files.copy(shards(changed).get(0), shards(output).get(0), StandardCopyOption.REPLACE_EXISTING);
    seal(output);
  }

  /** The shards of a folder, by their names. */
  public static List<Path> shards(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .toList();
    }
  }

  /** Takes the checksums away that Hadoop keeps beside local files. */
  public static void dropHadoops(Path output) throws IOException {
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : (Iterable<Path>) files.filter(Forger::isHadoops)::iterator) {
        Files.delete(file);
      }
    }
  }

  private static void forge(Path output) throws IOException {
    Path account = output.resolve("_dropshard");
    Path lines = account.resolve("shards.jsonl");
    StringBuilder shards = new StringBuilder();
    long all = 0;
    for (String line : Files.readAllLines(lines)) {
      ObjectNode shard = (ObjectNode) JSON.readTree(line);
      byte[] bytes = Files.readAllBytes(output.resolve(shard.get("file").asText()));
      CRC32C crc = new CRC32C();
      crc.update(bytes);
      shard.put("bytes", bytes.length).put("crc32c", String.format("%08x", crc.getValue()));
      if (shard.has("sha256")) {
        shard.put("sha256", sha256(output.resolve(shard.get("file").asText())));
      }
      shards.append(JSON.writeValueAsString(shard)).append('\n');
      all += bytes.length;
    }
    Files.writeString(lines, shards);
    Path sums = account.resolve("summary.bin");
    byte[] summary = Files.readAllBytes(sums);
    ShardSummary read =
        ShardSummary.read(
            new DataInputStream(new ByteArrayInputStream(summary, 8, summary.length - 12)));
    read.bytes = all;
    Files.write(sums, BinaryPart.encode(read::write));
    Path file = account.resolve("run.json");
    ObjectNode run = (ObjectNode) JSON.readTree(Files.readString(file));
    ((ObjectNode) run.get("output")).put("bytes", all);
    ObjectNode files = (ObjectNode) run.get("files");
    for (Map.Entry<String, JsonNode> entry : files.properties()) {
      entry.setValue(TextNode.valueOf(sha256(output.resolve(entry.getKey()))));
    }
    Files.writeString(file, JSON.writeValueAsString(run));
    sealRun(output);
  }

  /** Whether a file holds the checksums that Hadoop keeps beside another. */
  private static boolean isHadoops(Path file) {
    return file.getFileName().toString().matches("\\..*\\.crc");
  }

  /** Writes the checksum of {@code run.json} alone again. */
  public static void sealRun(Path output) throws IOException {
    Path run = output.resolve("_dropshard/run.json");
    Files.writeString(output.resolve("_dropshard/run.json.sha256"), sha256(run) + "  run.json\n");
  }

  /** A file's, in hexadecimal digits. */
  public static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
