package org.dropshard.job.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.internal.io.FileCommitProtocol.TaskCommitMessage;
import org.dropshard.format.PassedOver;
import org.dropshard.job.preview.Preview;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.shard.ShardResult;

/**
 * What a task tells the driver. Travels as bytes of its own making, whatever serializer Spark is
 * set to.
 *
 * @param bad how many records were bad
 * @param reasons how many for each rule
 * @param manyPages how many files have more pages than one
 * @param unselected how many samples the input's selection left out
 * @param failure the bad record that ends the run, if one does
 * @param shards what was written
 * @param sums the SHA-256 of files beside the shards, by their paths below the output
 * @param notes what else there is to say, a line each
 * @param commit the committer's message; null if nothing was committed
 * @param preview what is shown of the values
 * @param learned the gradients of parameters, on the way back
 * @param counts samples by label, shape and type, where that was asked for
 * @param passed what the input's archives hold besides samples
 */
public record TaskOutcome(
    long bad,
    Map<String, Long> reasons,
    long manyPages,
    long unselected,
    Optional<BadRecord> failure,
    List<ShardResult> shards,
    Map<String, String> sums,
    List<String> notes,
    TaskCommitMessage commit,
    Preview preview,
    LearnedGradients learned,
    SampleCounts counts,
    PassedOver passed) {

  /** An outcome with nothing to show. */
  public TaskOutcome(
      long bad,
      Map<String, Long> reasons,
      Optional<BadRecord> failure,
      List<ShardResult> shards,
      List<String> notes,
      TaskCommitMessage commit) {
    this(
        bad,
        reasons,
        0,
        0,
        failure,
        shards,
        Map.of(),
        notes,
        commit,
        new Preview(),
        new LearnedGradients(),
        new SampleCounts(),
        new PassedOver());
  }

  /**
   * The same with what was counted of the input.
   *
   * @param files how many have more pages than one
   * @param samples how many were left out
   * @param members what archives hold besides samples
   */
  TaskOutcome withCounts(long files, long samples, PassedOver members) {
    return new TaskOutcome(
        bad, reasons, files, samples, failure, shards, sums, notes, commit, preview, learned,
        counts, members);
  }

  /** The same with samples by label, shape and type. */
  public TaskOutcome withTraits(SampleCounts samples) {
    return new TaskOutcome(
        bad,
        reasons,
        manyPages,
        unselected,
        failure,
        shards,
        sums,
        notes,
        commit,
        preview,
        learned,
        samples,
        passed);
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeLong(bad);
      out.writeObject(new TreeMap<>(reasons));
      out.writeLong(manyPages);
      out.writeLong(unselected);
      out.writeObject(failure.orElse(null));
      out.writeObject(commit);
      out.writeObject(new TreeMap<>(sums));
      out.writeObject(new ArrayList<>(notes));
      out.writeInt(shards.size());
      for (ShardResult shard : shards) {
        shard.write(out);
      }
      preview.write(out);
      learned.write(out);
      out.writeObject(new TreeMap<>(counts.json()));
      out.writeObject(passed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked") // what encode() wrote
  static TaskOutcome decode(byte[] bytes) {
    try (ObjectInputStream in = new ContextObjectInputStream(new ByteArrayInputStream(bytes))) {
      long bad = in.readLong();
      Map<String, Long> reasons = (Map<String, Long>) in.readObject();
      long manyPages = in.readLong();
      long unselected = in.readLong();
      BadRecord failure = (BadRecord) in.readObject();
      TaskCommitMessage commit = (TaskCommitMessage) in.readObject();
      Map<String, String> sums = (Map<String, String>) in.readObject();
      List<String> notes = (List<String>) in.readObject();
      int count = in.readInt();
      List<ShardResult> shards = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        shards.add(ShardResult.read(in));
      }
      return new TaskOutcome(
          bad,
          reasons,
          manyPages,
          unselected,
          Optional.ofNullable(failure),
          shards,
          sums,
          notes,
          commit,
          Preview.read(in),
          LearnedGradients.read(in),
          SampleCounts.of((Map<String, Map<String, Long>>) in.readObject()),
          (PassedOver) in.readObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Cannot read a task's outcome", e);
    }
  }
}
