package org.dropshard.job.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.record.Json;
import org.dropshard.job.store.FileSystems;

/**
 * Which files an output of increments has taken in, as Spark's checkpoint has it: of each input a
 * log of the files in its batches, and for each batch of all how far in every log it goes.
 */
final class TakenIn {
  /** Before the inputs' own lines: the version and the settings. */
  private static final int HEAD = 2;

  private TakenIn() {}

  /**
   * The files of batches that are committed, by full path.
   *
   * @param checkpoint qualified
   */
  static Set<String> files(FileSystem fileSystem, Path checkpoint) throws IOException {
    Set<String> files = new HashSet<>();
    Path commits = new Path(checkpoint, "commits");
    OptionalLong last =
        !fileSystem.exists(commits)
            ? OptionalLong.empty()
            : Arrays.stream(fileSystem.listStatus(commits))
                .map(file -> file.getPath().getName())
                .filter(name -> name.matches("\\d+"))
                .mapToLong(Long::parseLong)
                .max();
    if (last.isEmpty()) {
      return files;
    }
    Path offset = new Path(checkpoint, "offsets/" + last.getAsLong());
    List<String> offsets = FileSystems.text(fileSystem, offset).lines().toList();
    for (int input = 0; input < offsets.size() - HEAD; input++) {
      String line = offsets.get(HEAD + input);
      if (!line.equals("-")) { // of an input that had no file yet
        long most = Json.parse(line).path("logOffset").asLong();
        add(fileSystem, new Path(checkpoint, "sources/" + input), most, files);
      }
    }
    return files;
  }

  private static void add(FileSystem fileSystem, Path log, long most, Set<String> files)
      throws IOException {
    for (FileStatus batch :
        fileSystem.listStatus(log, path -> path.getName().matches("\\d+(\\.compact)?"))) {
      List<String> lines = FileSystems.text(fileSystem, batch.getPath()).lines().toList();
      for (String line : lines.subList(1, lines.size())) {
        JsonNode file = Json.parse(line);
        if (file.path("batchId").asLong() <= most) {
          files.add(new Path(URI.create(file.path("path").asText())).toString());
        }
      }
    }
  }
}
