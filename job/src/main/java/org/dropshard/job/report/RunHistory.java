package org.dropshard.job.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.ChannelRecord;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.ShardRecord;

/**
 * What each of an output's last runs was like. Means and deviations are put together from those of
 * the shards, near enough to be drawn.
 */
final class RunHistory {
  private static final int RUNS = 60;
  private static final int CHANNELS = 6;

  private final Iterator<RunRecord.Run> runs;
  private final List<Sums> sums = new ArrayList<>();

  /** Of one run; moments by channel: how many values, their sum, that of their squares. */
  private static final class Sums {
    final RunRecord.Run run;
    final double[][] moments = new double[CHANNELS][3];
    int channels;
    long rows;
    long units;
    long dropped;

    Sums(RunRecord.Run run) {
      this.run = run;
    }
  }

  private RunHistory(RunRecord run) {
    this.runs = run.runs().iterator();
  }

  /** The last runs, the oldest first. */
  static ArrayNode of(Account account, RunRecord run) {
    RunHistory history = new RunHistory(run);
    account.shards(history::add);
    ArrayNode list = Json.object().putArray("runs");
    List<Sums> all = history.sums;
    all.subList(Math.max(0, all.size() - RUNS), all.size()).forEach(sums -> put(sums, list));
    return list;
  }

  /** Lines stand in the order of the runs, and none is of two. */
  private void add(ShardRecord shard) {
    if (shard.rows() == 0) {
      return;
    }
    while (sums.isEmpty() || last().rows >= last().run.rows().out()) {
      if (!runs.hasNext()) {
        return; // more rows than the runs have: verify tells of it
      }
      sums.add(new Sums(runs.next()));
    }
    Sums sum = last();
    sum.rows += shard.rows();
    sum.units += shard.after().units();
    sum.dropped += shard.after().dropped();
    List<ChannelRecord> channels = shard.before().channels();
    sum.channels = Math.min(CHANNELS, channels.size());
    for (int c = 0; c < sum.channels; c++) {
      ChannelRecord channel = channels.get(c);
      double count = channel.count() - channel.nan() - channel.infinite();
      if (count > 0) {
        sum.moments[c][0] += count;
        sum.moments[c][1] += count * channel.mean();
        sum.moments[c][2] += count * (channel.variance() + channel.mean() * channel.mean());
      }
    }
  }

  private Sums last() {
    return sums.get(sums.size() - 1);
  }

  private static void put(Sums sum, ArrayNode list) {
    ObjectNode run = list.addObject();
    run.put("run_id", sum.run.runId());
    run.put("finished", sum.run.timings().finished());
    run.put("seconds", sum.run.timings().seconds());
    run.put("rows", sum.rows);
    run.set("drop_rate", Json.tree(sum.dropped / (double) sum.units));
    ArrayNode mean = run.putArray("mean");
    ArrayNode std = run.putArray("std");
    for (int c = 0; c < sum.channels; c++) {
      double[] moments = sum.moments[c];
      double center = moments[1] / moments[0];
      mean.add(Json.<JsonNode>tree(center));
      std.add(
          Json.<JsonNode>tree(Math.sqrt(Math.max(0, moments[2] / moments[0] - center * center))));
    }
  }
}
