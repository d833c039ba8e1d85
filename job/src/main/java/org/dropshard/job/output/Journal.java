package org.dropshard.job.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.manifest.Json;

/**
 * What a run that writes in place is about to do.
 *
 * @param token names the run's files
 * @param replaces files that go once the run is committed, by path below the output
 */
record Journal(String token, List<String> replaces) {
  private static final String FILE = Outputs.ACCOUNT + "/journal.json";

  void write(FileSystem fileSystem, Path output) throws IOException {
    ObjectNode node = Json.object().put("run", token);
    ArrayNode files = node.putArray("replaces");
    replaces.forEach(files::add);
    try (OutputStream out = fileSystem.create(new Path(output, FILE), true)) {
      out.write(Json.line(node).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The journal of a run that was killed. One that was not written whole announced nothing yet. */
  static Optional<Journal> read(FileSystem fileSystem, Path output) throws IOException {
    Path file = new Path(output, FILE);
    if (!fileSystem.exists(file)) {
      return Optional.empty();
    }
    try (FSDataInputStream in = fileSystem.open(file)) {
      ObjectNode node = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      List<String> replaces = new ArrayList<>();
      node.path("replaces").forEach(name -> replaces.add(name.asText()));
      return Optional.of(new Journal(node.path("run").asText(), replaces));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  static void delete(FileSystem fileSystem, Path output) throws IOException {
    fileSystem.delete(new Path(output, FILE), false);
  }
}
