package org.dropshard.job.engine;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.internal.io.FileCommitProtocol.TaskCommitMessage;
import org.dropshard.job.preview.Preview;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.shard.ShardResult;

/**
 * What a task made of its samples.
 *
 * @param shards what was written
 * @param sums the SHA-256 of files beside the shards, by their paths below the output
 * @param notes what else there is to say, a line each
 * @param commit the committer's message; null if nothing was committed
 * @param preview what is shown of the values
 * @param learned the gradients of parameters, on the way back
 * @param counts samples by label, shape and type, where that was asked for
 */
public record TaskResult(
    List<ShardResult> shards,
    Map<String, String> sums,
    List<String> notes,
    TaskCommitMessage commit,
    Preview preview,
    LearnedGradients learned,
    SampleCounts counts) {

  /** Of a task that writes nothing. */
  public static TaskResult of(List<ShardResult> shards, List<String> notes, SampleCounts counts) {
    return new TaskResult(
        shards, Map.of(), notes, null, new Preview(), new LearnedGradients(), counts);
  }

  void write(ObjectOutputStream out) throws IOException {
    out.writeInt(shards.size());
    for (ShardResult shard : shards) {
      shard.write(out);
    }
    out.writeObject(new TreeMap<>(sums));
    out.writeObject(new ArrayList<>(notes));
    out.writeObject(commit);
    preview.write(out);
    learned.write(out);
    out.writeObject(new TreeMap<>(counts.json()));
  }

  @SuppressWarnings("unchecked") // what write() wrote
  static TaskResult read(ObjectInputStream in) throws IOException, ClassNotFoundException {
    int count = in.readInt();
    List<ShardResult> shards = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      shards.add(ShardResult.read(in));
    }
    return new TaskResult(
        shards,
        (Map<String, String>) in.readObject(),
        (List<String>) in.readObject(),
        (TaskCommitMessage) in.readObject(),
        Preview.read(in),
        LearnedGradients.read(in),
        SampleCounts.of((Map<String, Map<String, Long>>) in.readObject()));
  }
}
