package org.dropshard.job.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.error.JobException;
import org.dropshard.job.manifest.DropRateBound;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.output.Account;
import org.dropshard.job.preview.Preview;

/** What the page is told of an output, cut to what a page can hold. */
final class OutputData {
  /** Channels whose statistics are listed one by one. */
  private static final int LISTED_CHANNELS = 64;

  /** Channels whose mean and deviation are drawn. */
  private static final int DRAWN_CHANNELS = 4096;

  private static final int LISTED_BAD_RECORDS = 50;

  private final FileSystem fileSystem;
  private final Function<String, Path> account;
  private final Path quarantine;

  private OutputData(FileSystem fileSystem, Function<String, Path> account, Path shards) {
    this.fileSystem = fileSystem;
    this.account = account;
    this.quarantine = new Path(shards, "_dropshard/quarantine");
  }

  /**
   * The folder of an output.
   *
   * @throws JobException if it is none
   */
  static Path folder(String output, Configuration hadoop) throws IOException {
    try {
      Path folder = new Path(output);
      FileSystem fileSystem = folder.getFileSystem(hadoop);
      if (fileSystem.exists(new Path(folder, Account.RUN))) {
        return fileSystem.makeQualified(folder);
      }
    } catch (IllegalArgumentException e) {
      // no path at all: refused as one that is no output
    }
    throw JobException.input("Invalid output: " + output + " (it has no _dropshard/run.json)");
  }

  static ObjectNode read(Path folder, Configuration hadoop) throws IOException {
    return read(folder.getFileSystem(hadoop), name -> new Path(folder, name), folder);
  }

  /**
   * @param account where the files of the account lie
   * @param shards the folder of the shards and the quarantine
   */
  static ObjectNode read(FileSystem fileSystem, Function<String, Path> account, Path shards)
      throws IOException {
    return new OutputData(fileSystem, account, shards).read();
  }

  private ObjectNode read() throws IOException {
    ObjectNode run = Json.parse(text(Account.RUN));
    ObjectNode data = Json.object();
    data.put("output", Resolved.masked(run.path("output").path("path").asText()));
    data.put("command", Reproduction.command(run));
    data.set("run", run);
    ObjectNode stats = Json.parse(text(Account.STATS));
    data.set("before", channels(stats.path("before")));
    ObjectNode after = channels(stats.path("after"));
    for (String name : new String[] {"units", "dropped", "drop_rate"}) {
      after.set(name, stats.path("after").get(name));
    }
    data.set("after", after);
    bound(data, run, stats.path("after").path("units").asLong());
    data.set("shards", shards());
    data.set("quarantine", quarantine());
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(fileSystem.open(account.apply(Account.PREVIEW))))) {
      data.set("preview", Preview.read(in).json());
    }
    return data;
  }

  /** The first channels in full, and of many more the mean and the deviation. */
  private static ObjectNode channels(JsonNode statistics) {
    ObjectNode data = Json.object();
    JsonNode all = statistics.path("channels");
    data.put("channels", all.size());
    ArrayNode listed = data.putArray("listed");
    ArrayNode mean = data.putArray("mean");
    ArrayNode std = data.putArray("std");
    for (int c = 0; c < Math.min(all.size(), DRAWN_CHANNELS); c++) {
      if (c < LISTED_CHANNELS) {
        listed.add(all.get(c));
      }
      mean.add(all.get(c).get("mean"));
      std.add(all.get(c).get("std"));
    }
    return data;
  }

  /** Only where every unit decides for itself: the bound is one for independent units. */
  private static void bound(ObjectNode data, ObjectNode run, long units) {
    JsonNode dropout = run.path("dropout");
    boolean forward = dropout.path("direction").asText("forward").equals("forward");
    if (dropout.has("p")
        && forward
        && dropout.path("mode").asText("train").equals("train")
        && dropout.path("share").asText("sample").equals("sample")
        && units > 0) {
      data.put("bound", DropRateBound.of(units));
      data.put("bound_false_alarm", DropRateBound.FALSE_ALARM);
    }
  }

  private ObjectNode shards() throws IOException {
    ShardSizes sizes = new ShardSizes();
    try (BufferedReader in = reader(account.apply(Account.SHARDS))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        sizes.add(line);
      }
    }
    return sizes.json();
  }

  private ArrayNode quarantine() throws IOException {
    ArrayNode listed = Json.object().putArray("lines");
    if (!fileSystem.exists(quarantine)) {
      return listed;
    }
    FileStatus[] files = fileSystem.listStatus(quarantine, path -> !path.getName().startsWith("."));
    Arrays.sort(files, Comparator.comparing(FileStatus::getPath));
    for (FileStatus file : files) {
      try (BufferedReader in = reader(file.getPath())) {
        String line = in.readLine();
        for (; line != null && listed.size() < LISTED_BAD_RECORDS; line = in.readLine()) {
          listed.add(Json.parse(line));
        }
      }
    }
    return listed;
  }

  private String text(String name) throws IOException {
    try (BufferedReader in = reader(account.apply(name))) {
      StringBuilder text = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        text.append((char) c);
      }
      return text.toString();
    }
  }

  private BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(new InputStreamReader(fileSystem.open(file), StandardCharsets.UTF_8));
  }
}
