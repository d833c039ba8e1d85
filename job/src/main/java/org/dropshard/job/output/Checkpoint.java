package org.dropshard.job.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.store.FileTree;

/**
 * What Spark remembers of the files that it has handed on. Each of its files is a version and lines
 * of JSON, {@code metadata} one line alone. Spark itself ends with a trace where one is damaged.
 */
final class Checkpoint {
  private static final String BATCH = "(offsets|commits|sources/\\d+)/\\d+(\\.compact)?";

  private Checkpoint() {}

  /**
   * Reads all of it.
   *
   * @param folder qualified
   * @throws JobException naming the first file that is damaged
   */
  static void check(FileSystem fileSystem, Path folder) throws IOException {
    Map<String, Long> files;
    try {
      files = FileTree.sizes(fileSystem, fileSystem.makeQualified(folder));
    } catch (FileNotFoundException e) {
      return; // before the first run
    }
    for (String name : files.keySet()) {
      if (name.equals("metadata") || name.matches(BATCH)) {
        check(fileSystem, new Path(folder, name), name);
      }
    }
  }

  private static void check(FileSystem fileSystem, Path file, String name) throws IOException {
    try (FSDataInputStream in = fileSystem.open(file)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      if (name.equals("metadata")) {
        require(lines.size() == 1, "not one line");
        require(Json.parse(lines.get(0)).path("id").isTextual(), "no id");
        return;
      }
      require(!lines.isEmpty() && lines.get(0).matches("v\\d+"), "no version");
      require(lines.size() > least(name), "cut short");
      for (String line : lines.subList(1, lines.size())) {
        if (!line.equals("-")) { // of an input that had no file yet
          Json.parse(line);
        }
      }
    } catch (ChecksumException e) {
      throw damaged(file, "changed: the checksum beside it is another", e);
    } catch (InvalidRecordException | IllegalArgumentException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  /** Lines after the version. */
  private static int least(String name) {
    return name.startsWith("offsets") ? 2 : name.startsWith("commits") ? 1 : 0;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  private static JobException damaged(Path file, String rule, Exception cause) {
    return new JobException(
        ExitCode.OUTPUT,
        "Invalid checkpoint: " + file.toUri().getPath() + " (" + rule + ")",
        cause);
  }
}
