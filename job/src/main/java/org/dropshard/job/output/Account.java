package org.dropshard.job.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.manifest.RunId;
import org.dropshard.job.manifest.ShardSummary;
import org.dropshard.job.preview.Preview;

/**
 * What an output says of itself, of all runs together.
 *
 * @param run run.json; empty if no run has ended there
 * @param summary the exact sums behind digest and statistics, which later runs add to
 * @param preview what its report shows of the values, likewise
 */
public record Account(Optional<ObjectNode> run, ShardSummary summary, Preview preview) {
  public static final String RUN = Outputs.ACCOUNT + "/run.json";
  public static final String STATS = Outputs.ACCOUNT + "/stats.json";
  public static final String SHARDS = Outputs.ACCOUNT + "/shards.jsonl";
  public static final String SUMMARY = Outputs.ACCOUNT + "/summary.bin";
  public static final String PREVIEW = Outputs.ACCOUNT + "/preview.bin";
  public static final String REPORT = Outputs.ACCOUNT + "/report.html";

  /** The account of an output that no run has ended in. */
  public static Account none() {
    return new Account(Optional.empty(), new ShardSummary(), new Preview());
  }

  /**
   * Reads it.
   *
   * @throws JobException if its parts do not belong together
   */
  static Account read(FileSystem fileSystem, Path output) throws IOException {
    if (!fileSystem.exists(new Path(output, RUN))) {
      return none();
    }
    try {
      ObjectNode run =
          Json.parse(new String(bytes(fileSystem, output, RUN), StandardCharsets.UTF_8));
      ShardSummary summary = ShardSummary.read(data(fileSystem, output, SUMMARY));
      if (!summary.digest.hex().equals(run.path("digest").asText())) {
        throw new IOException(SUMMARY + " has another digest than " + RUN);
      }
      return new Account(
          Optional.of(run), summary, Preview.read(data(fileSystem, output, PREVIEW)));
    } catch (IOException e) {
      throw new JobException(
          ExitCode.OUTPUT, "Cannot add to output: " + output + " (" + e.getMessage() + ")", e);
    }
  }

  private static DataInputStream data(FileSystem fileSystem, Path output, String name)
      throws IOException {
    return new DataInputStream(new ByteArrayInputStream(bytes(fileSystem, output, name)));
  }

  private static byte[] bytes(FileSystem fileSystem, Path output, String name) throws IOException {
    try (FSDataInputStream in = fileSystem.open(new Path(output, name))) {
      return in.readAllBytes();
    }
  }

  /** What the output says of the run of a name, if it has taken it in. */
  public Optional<JsonNode> of(RunId id) {
    if (run.isPresent()) {
      for (JsonNode past : run.get().path("runs")) {
        if (past.path("run_id").asText().equals(id.text())) {
          return Optional.of(past);
        }
      }
    }
    return Optional.empty();
  }

  /** Copies the lines of shards.jsonl, if there are any. */
  public void copyShards(Outputs.Session session, OutputStream to) throws IOException {
    if (run.isPresent()) {
      try (FSDataInputStream in = session.fileSystem().open(new Path(session.output(), SHARDS))) {
        IOUtils.copyBytes(in, to, 1 << 16, false);
      }
    }
  }

  /** The shards of all runs so far, by their paths below the output. */
  public List<String> shardFiles(Outputs.Session session) throws IOException {
    List<String> files = new ArrayList<>();
    if (run.isPresent()) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  session.fileSystem().open(new Path(session.output(), SHARDS)),
                  StandardCharsets.UTF_8))) {
        for (String line; (line = lines.readLine()) != null; ) {
          files.add(Json.parse(line).path("file").asText());
        }
      }
    }
    return files;
  }

  /** Something that can write its state. */
  @FunctionalInterface
  public interface State {
    void write(DataOutput out) throws IOException;
  }

  /** The form in which sums, and previews, are kept. */
  public static byte[] encode(State state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
