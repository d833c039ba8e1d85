package org.dropshard.job.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.preview.Preview;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.ChannelRecord;
import org.dropshard.job.record.DropRateBound;
import org.dropshard.job.record.DropoutRecord;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.StatsRecord;

/** What the page is told of an output, cut to what a page can hold. */
final class OutputData {
  /** Channels whose statistics are listed one by one. */
  private static final int LISTED_CHANNELS = 64;

  /** Channels whose mean and deviation are drawn. */
  private static final int DRAWN_CHANNELS = 4096;

  private static final int LISTED_BAD_RECORDS = 50;

  /** Channels whose mean is listed for each copy. */
  private static final int LEVEL_CHANNELS = 4;

  private final FileSystem fileSystem;
  private final Account account;
  private final Path quarantine;

  private OutputData(FileSystem fileSystem, Account account, Path shards) {
    this.fileSystem = fileSystem;
    this.account = account;
    this.quarantine = new Path(shards, Account.QUARANTINE);
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
    FileSystem fileSystem = folder.getFileSystem(hadoop);
    return read(fileSystem, Account.of(fileSystem, folder, ExitCode.INPUT), folder);
  }

  /**
   * @param shards the folder of the shards and the quarantine
   */
  static ObjectNode read(FileSystem fileSystem, Account account, Path shards) throws IOException {
    return new OutputData(fileSystem, account, shards).read();
  }

  private ObjectNode read() throws IOException {
    RunRecord run = account.run();
    StatsRecord stats = account.stats();
    ObjectNode data = Json.object();
    data.put("output", Resolved.masked(run.output().path()));
    data.put("command", Reproduction.command(run));
    data.set("run", Json.tree(run));
    data.put("unit", run.dropout().unit());
    data.set("before", channels(stats.before().channels()));
    ObjectNode after = channels(stats.after().channels());
    after.put("units", stats.after().units());
    after.put("dropped", stats.after().dropped());
    after.set("drop_rate", Json.tree(stats.after().dropRate()));
    Optional.ofNullable(stats.after().groups())
        .ifPresent(groups -> after.set("groups", Json.tree(groups)));
    Optional.ofNullable(stats.after().levels())
        .ifPresent(levels -> after.set("levels", levels(levels)));
    Optional.ofNullable(stats.after().by())
        .ifPresent(
            by -> {
              ArrayNode values = after.putArray("by");
              by.forEach(
                  value -> {
                    ObjectNode one = values.addObject().put("value", value.value());
                    one.setAll(channels(value.channels()));
                  });
            });
    Optional.ofNullable(stats.splits()).ifPresent(splits -> after.set("splits", splits(splits)));
    data.set("after", after);
    bound(data, run.dropout(), stats.after().units());
    ShardSizes sizes = new ShardSizes();
    account.shardFiles(sizes::add);
    data.set("shards", sizes.json());
    data.set("quarantine", quarantine());
    if (run.runs().size() > 1) {
      data.set("history", RunHistory.of(account, run));
    }
    data.set("preview", account.read(Preview.PART).json());
    return data;
  }

  /** Of each copy, what was dropped and what the first channels came to. */
  private static ArrayNode levels(List<StatsRecord.Level> levels) {
    ArrayNode data = Json.object().putArray("levels");
    for (StatsRecord.Level level : levels) {
      ObjectNode one = data.addObject();
      one.put("copy", level.copy());
      sums(one, level.units(), level.dropped(), level.dropRate(), level.channels());
    }
    return data;
  }

  /** Of each part of a split, what was dropped and what the first channels came to. */
  private static ArrayNode splits(List<StatsRecord.Split> splits) {
    ArrayNode data = Json.object().putArray("splits");
    for (StatsRecord.Split split : splits) {
      StatsRecord.After after = split.after();
      ObjectNode one = data.addObject();
      one.put("split", split.split());
      one.put("samples", split.samples());
      one.put("rows", split.rows());
      sums(one, after.units(), after.dropped(), after.dropRate(), after.channels());
    }
    return data;
  }

  private static void sums(
      ObjectNode one, long units, long dropped, double dropRate, List<ChannelRecord> channels) {
    one.put("units", units);
    one.put("dropped", dropped);
    one.set("drop_rate", Json.tree(dropRate));
    ArrayNode means = one.putArray("means");
    channels.stream()
        .limit(LEVEL_CHANNELS)
        .forEach(channel -> means.add(Json.<JsonNode>tree(channel.mean())));
  }

  /** The first channels in full, and of many more the mean and the deviation. */
  private static ObjectNode channels(List<ChannelRecord> all) {
    ObjectNode data = Json.object();
    data.put("channels", all.size());
    ArrayNode listed = data.putArray("listed");
    ArrayNode mean = data.putArray("mean");
    ArrayNode std = data.putArray("std");
    for (ChannelRecord channel : all.subList(0, Math.min(all.size(), DRAWN_CHANNELS))) {
      if (listed.size() < LISTED_CHANNELS) {
        listed.add(Json.<ObjectNode>tree(channel));
      }
      mean.add(Json.<JsonNode>tree(channel.mean()));
      std.add(Json.<JsonNode>tree(channel.std()));
    }
    return data;
  }

  /** Only where every unit decides for itself: the bound is one for independent units. */
  private static void bound(ObjectNode data, DropoutRecord dropout, long units) {
    if (dropout.p() != null
        && dropout.direction().equals("forward")
        && dropout.mode().equals("train")
        && dropout.share().equals("sample")
        && units > 0) {
      data.put("bound", DropRateBound.of(units));
      data.put("bound_false_alarm", DropRateBound.FALSE_ALARM);
    }
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

  private BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(new InputStreamReader(fileSystem.open(file), StandardCharsets.UTF_8));
  }
}
