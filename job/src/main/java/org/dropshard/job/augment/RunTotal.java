package org.dropshard.job.augment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dropshard.job.engine.TaskResult;
import org.dropshard.job.error.JobException;
import org.dropshard.job.preview.Preview;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.shard.ShardLog;

/** What the partitions wrote, merged as they finish. */
final class RunTotal {
  final ShardSummary summary = new ShardSummary();
  final Preview preview = new Preview();
  final LearnedGradients learned = new LearnedGradients();
  final SampleCounts counts = new SampleCounts();
  final List<String> files = new ArrayList<>();
  final Map<String, String> quarantined = new TreeMap<>();
  private final String output;

  RunTotal(String output) {
    this.output = output;
  }

  void add(int partition, TaskResult result, ShardLog log) {
    quarantined.putAll(result.sums());
    preview.merge(result.preview());
    learned.merge(result.learned());
    counts.merge(result.counts());
    result.shards().forEach(shard -> summary.merge(shard.summary()));
    result.shards().forEach(shard -> files.add(shard.file()));
    try {
      log.add(partition, result.shards());
    } catch (IOException e) {
      throw JobException.unwritable(output, e);
    }
  }
}
