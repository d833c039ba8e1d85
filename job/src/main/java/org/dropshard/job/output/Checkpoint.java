package org.dropshard.job.output;

import static java.util.stream.Collectors.joining;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.store.FileSum;
import org.dropshard.job.store.FileSystems;
import org.dropshard.job.store.FileTree;

/**
 * What Spark remembers of the files that it has handed on. Each of its files is a version and lines
 * of JSON, {@code metadata} one line alone. Spark itself ends with a trace where one is damaged,
 * and takes files in twice where one is gone; so each run of increments notes their SHA-256 beside
 * them. What a killed run wrote is not noted, and held to its form alone.
 */
public final class Checkpoint {
  /** The checksums, as {@code sha256sum} writes them and reads them. */
  private static final String SUMS = Outputs.CHECKPOINT + ".sha256";

  private static final String PREFIX =
      Outputs.CHECKPOINT.substring(Account.FOLDER.length() + 1) + "/";
  private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  " + PREFIX + "(.+)");
  private static final Pattern BATCH =
      Pattern.compile("(offsets|commits|sources/\\d+)/(\\d+)(\\.compact)?");

  private final FileSystem fileSystem;
  private final Path output;
  private final Path folder;
  private final ExitCode damaged;

  private Checkpoint(FileSystem fileSystem, Path output, ExitCode damaged) {
    this.fileSystem = fileSystem;
    this.output = fileSystem.makeQualified(output);
    this.folder = new Path(this.output, Outputs.CHECKPOINT);
    this.damaged = damaged;
  }

  /**
   * Reads all of an output's checkpoint, if there is one.
   *
   * @param damaged how a command ends that finds it damaged
   * @throws JobException naming the first file that is
   */
  public static void check(FileSystem fileSystem, Path output, ExitCode damaged)
      throws IOException {
    Checkpoint checkpoint = new Checkpoint(fileSystem, output, damaged);
    Set<String> files = checkpoint.files();
    checkpoint.checkSums(files);
    for (String name : files) {
      checkpoint.checkForm(name);
    }
  }

  /** Notes what its files are; of those that were noted before, what they were then. */
  public static void seal(FileSystem fileSystem, Path output) throws IOException {
    new Checkpoint(fileSystem, output, ExitCode.OUTPUT).seal();
  }

  private Set<String> files() throws IOException {
    Map<String, Long> files;
    try {
      files = FileTree.sizes(fileSystem, folder);
    } catch (FileNotFoundException e) {
      return Set.of(); // before the first run
    }
    files.keySet().removeIf(name -> !name.equals("metadata") && !BATCH.matcher(name).matches());
    return files.keySet();
  }

  private Map<String, String> noted() throws IOException {
    Map<String, String> noted = new TreeMap<>();
    Path sums = new Path(output, SUMS);
    try {
      for (String line : lines(sums)) {
        Matcher sum = SUM.matcher(line);
        require(sum.matches(), "no line of sha256sum: " + line);
        noted.put(sum.group(2), sum.group(1));
      }
    } catch (FileNotFoundException e) {
      return noted; // of the first outputs
    } catch (ChecksumException | IllegalArgumentException e) {
      throw damaged(sums, e);
    }
    return noted;
  }

  private void checkSums(Set<String> files) throws IOException {
    for (Map.Entry<String, String> noted : noted().entrySet()) {
      Path file = new Path(folder, noted.getKey());
      try {
        if (!files.contains(noted.getKey())) {
          require(files.stream().anyMatch(other -> replaces(other, noted.getKey())), "missing");
        } else {
          require(sha256(file).equals(noted.getValue()), "changed: its SHA-256 is another");
        }
      } catch (ChecksumException | IllegalArgumentException e) {
        throw damaged(file, e);
      }
    }
  }

  /** Spark deletes the offsets and commits of old batches, and sources that a later file has. */
  private static boolean replaces(String there, String gone) {
    Matcher later = BATCH.matcher(there);
    Matcher earlier = BATCH.matcher(gone);
    return later.matches()
        && earlier.matches()
        && later.group(1).equals(earlier.group(1))
        && (later.group(3) != null || !later.group(1).startsWith("sources"))
        && Long.parseLong(later.group(2)) > Long.parseLong(earlier.group(2));
  }

  private void checkForm(String name) throws IOException {
    Path file = new Path(folder, name);
    try {
      List<String> lines = lines(file);
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
    } catch (ChecksumException | InvalidRecordException | IllegalArgumentException e) {
      throw damaged(file, e);
    }
  }

  /** Lines after the version. */
  private static int least(String name) {
    return name.startsWith("offsets") ? 2 : name.startsWith("commits") ? 1 : 0;
  }

  private void seal() throws IOException {
    Map<String, String> before = noted();
    Map<String, String> sums = new TreeMap<>();
    for (String name : files()) {
      String noted = before.get(name);
      sums.put(name, noted != null ? noted : sha256(new Path(folder, name)));
    }
    if (sums.equals(before)) {
      return;
    }
    Path to = new Path(output, SUMS);
    Path beside = to.suffix(".next");
    try (OutputStream out = fileSystem.create(beside, true)) {
      out.write(
          sums.entrySet().stream()
              .map(sum -> sum.getValue() + "  " + PREFIX + sum.getKey() + "\n")
              .collect(joining())
              .getBytes(StandardCharsets.UTF_8));
    }
    fileSystem.delete(to, false);
    if (!fileSystem.rename(beside, to)) {
      throw new IOException("Cannot rename " + beside + " to " + to);
    }
  }

  private String sha256(Path file) throws IOException {
    try (FSDataInputStream in = fileSystem.open(file)) {
      return FileSum.of(in, true).sha256().orElseThrow();
    }
  }

  private List<String> lines(Path file) throws IOException {
    return FileSystems.text(fileSystem, file).lines().toList();
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  private JobException damaged(Path file, Exception cause) {
    String rule =
        cause instanceof ChecksumException
            ? "changed: the checksum beside it is another"
            : cause.getMessage();
    return new JobException(
        damaged, "Invalid checkpoint: " + file.toUri().getPath() + " (" + rule + ")", cause);
  }
}
