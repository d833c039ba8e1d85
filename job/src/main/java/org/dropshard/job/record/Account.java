package org.dropshard.job.record;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.store.FileSum;

/**
 * What an output says of itself, of all its runs together. It is input like any other: what is
 * wrong with it is a {@link JobException} that names the file, the field and the rule.
 */
public final class Account {
  /** Holds it, below the output. */
  public static final String FOLDER = "_dropshard";

  public static final String RUN = FOLDER + "/run.json";
  public static final String STATS = FOLDER + "/stats.json";
  public static final String SHARDS = FOLDER + "/shards.jsonl";

  /** The SHA-256 of {@link #RUN}, which has those of the other files, as {@code sha256sum} does. */
  public static final String RUN_SUM = RUN + ".sha256";

  /** Which files are data, for Hugging Face's datasets. */
  public static final String CARD = ".huggingface.yaml";

  /** Bad records, a file for each task that met some. */
  public static final String QUARANTINE = FOLDER + "/quarantine";

  public static final String REPORT = FOLDER + "/report.html";

  /** The exact sums behind digest and statistics, which later runs add to. */
  public static final BinaryPart<ShardSummary> SUMMARY =
      new BinaryPart<>(FOLDER + "/summary.bin", ShardSummary::read, ShardSummary::read);

  private final FileSystem fileSystem;
  private final Function<String, Path> files;
  private final ExitCode damaged;

  /**
   * @param files where its files lie, by their paths below the output
   * @param damaged how a command ends that finds it damaged
   */
  public Account(FileSystem fileSystem, Function<String, Path> files, ExitCode damaged) {
    this.fileSystem = fileSystem;
    this.files = files;
    this.damaged = damaged;
  }

  /** That of an output. */
  public static Account of(FileSystem fileSystem, Path output, ExitCode damaged) {
    return new Account(fileSystem, name -> new Path(output, name), damaged);
  }

  /** Whether a run has ended there. */
  public boolean exists() throws IOException {
    return has(RUN);
  }

  /** Whether it has a file. */
  public boolean has(String name) throws IOException {
    return fileSystem.exists(files.apply(name));
  }

  /** {@code run.json}. */
  public RunRecord run() {
    RunRecord run = read(RUN, RunRecord.class);
    if (run.contract() != RunRecord.CONTRACT) {
      throw invalid(
          RUN, "contract: " + run.contract() + ", this version knows " + RunRecord.CONTRACT);
    }
    return run;
  }

  /** {@code stats.json}. */
  public StatsRecord stats() {
    return read(STATS, StatsRecord.class);
  }

  private <T> T read(String name, Class<T> type) {
    return load(name, in -> Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), type));
  }

  /** What a binary part holds. */
  public <T> T read(BinaryPart<T> part) {
    return load(part.name(), in -> part.decode(in.readAllBytes()));
  }

  /** The bytes of a file. */
  public byte[] bytes(String name) {
    return load(name, FSDataInputStream::readAllBytes);
  }

  /** Hands on the lines of {@code shards.jsonl}, one after the other. */
  public void shards(Consumer<ShardRecord> each) {
    lines(ShardRecord.class, each);
  }

  /** The same without the statistics, which may be long. */
  public void shardFiles(Consumer<ShardRecord.File> each) {
    lines(ShardRecord.File.class, each);
  }

  private <T> void lines(Class<T> type, Consumer<T> each) {
    load(
        SHARDS,
        in -> {
          checkEnd(in);
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
          int number = 0;
          for (String line; (line = lines.readLine()) != null; ) {
            number++;
            T record;
            try {
              record = Json.read(line, type);
            } catch (InvalidRecordException e) {
              throw new InvalidRecordException("line " + number + ", " + e.getMessage(), e);
            }
            each.accept(record);
          }
          return number;
        });
  }

  /** What is added begins a line of its own. */
  private void checkEnd(FSDataInputStream in) throws IOException {
    long bytes = fileSystem.getFileStatus(files.apply(SHARDS)).getLen();
    if (bytes > 0) {
      in.seek(bytes - 1);
      if (in.read() != '\n') {
        throw new InvalidRecordException("the last line is cut", null);
      }
      in.seek(0);
    }
  }

  /**
   * Holds the account's files, and those beside the shards, against the checksums that were made
   * when they were written.
   *
   * @return whether there are any: the first outputs have none
   * @throws JobException naming the first file that is missing or was changed
   */
  public boolean checkSums() throws IOException {
    RunRecord run = run();
    if (run.files() == null && !has(RUN_SUM)) {
      return false;
    }
    String line = load(RUN_SUM, in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    if (!line.equals(sumLine(sha256(RUN)))) {
      throw invalid(RUN, "changed: its SHA-256 is not the one in " + RUN_SUM);
    }
    if (run.files() == null) {
      throw invalid(RUN, "files: missing");
    }
    run.files()
        .forEach(
            (name, sha256) -> {
              if (!sha256(name).equals(sha256)) {
                throw invalid(name, "changed: its SHA-256 is not the one in " + RUN);
              }
            });
    return true;
  }

  /** The SHA-256 of a file as it is. */
  public String sha256(String name) {
    return load(name, in -> FileSum.of(in, true).sha256().orElseThrow());
  }

  /** {@link #RUN_SUM}, as {@code sha256sum} writes it and reads it. */
  public static String sumLine(String sha256) {
    return sha256 + "  " + RUN.substring(FOLDER.length() + 1) + "\n";
  }

  /** Copies {@code shards.jsonl}. */
  public void copyShards(OutputStream to) throws IOException {
    try (FSDataInputStream in = fileSystem.open(files.apply(SHARDS))) {
      IOUtils.copyBytes(in, to, 1 << 16, false);
    }
  }

  /** Reads a file. */
  @FunctionalInterface
  private interface Loader<T> {
    T load(FSDataInputStream in) throws IOException;
  }

  private <T> T load(String name, Loader<T> loader) {
    try (FSDataInputStream in = fileSystem.open(files.apply(name))) {
      return loader.load(in);
    } catch (FileNotFoundException e) {
      throw invalid(name, "missing");
    } catch (ChecksumException e) {
      throw invalid(name, "changed: the checksum beside it is another");
    } catch (InvalidRecordException e) {
      throw failure("Invalid account: ", name, e.getMessage(), e);
    } catch (IOException e) {
      throw failure("Cannot read account: ", name, e.getMessage(), e);
    }
  }

  /** What is wrong with one of its files. */
  public JobException invalid(String name, String rule) {
    return failure("Invalid account: ", name, rule, null);
  }

  private JobException failure(String what, String name, String why, Throwable cause) {
    Path file = files.apply(name);
    String path =
        "file".equals(file.toUri().getScheme()) ? file.toUri().getPath() : file.toString();
    return new JobException(damaged, what + path + " (" + why + ")", cause);
  }
}
