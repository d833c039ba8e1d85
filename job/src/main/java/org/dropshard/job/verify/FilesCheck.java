package org.dropshard.job.verify;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.croissant.Croissant;
import org.dropshard.job.croissant.WidsIndex;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.Checkpoint;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.output.ShardFiles;
import org.dropshard.job.provenance.Provenance;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.sign.VerifyingKey;
import org.dropshard.job.store.FileSystems;

/** Holds an output's account against the files that are there. */
final class FilesCheck {
  private final SparkSession spark;
  private final PastRun past;
  private final boolean table;
  private final Map<String, Long> shards;
  private final Differences differences;
  private String account;
  private String provenance;

  /**
   * @param shards those that the account lists, with their bytes
   * @param differences takes what is found
   */
  FilesCheck(
      SparkSession spark,
      PastRun past,
      boolean table,
      Map<String, Long> shards,
      Differences differences) {
    this.spark = spark;
    this.past = past;
    this.table = table;
    this.shards = shards;
    this.differences = differences;
  }

  /** What was checked of the account's own bytes, in words. */
  String account() {
    return account;
  }

  /** What was checked of the statement and its signature, in words. */
  String provenance() {
    return provenance;
  }

  /**
   * Checks them all.
   *
   * @param key of which the output has to be signed; empty: of none
   */
  void run(Configuration hadoop, Optional<VerifyingKey> key) {
    try {
      FileSystem fileSystem = past.folder().getFileSystem(hadoop);
      if (Outputs.isInterrupted(fileSystem, past.folder())) {
        differences.add(
            "a run was killed while it was being committed (the next run undoes or finishes it)");
      }
      account =
          past.account().checkSums() ? "as it was written" : "checksums not recorded: only sums";
      Checkpoint.check(fileSystem, past.folder(), ExitCode.VERIFICATION);
      Croissant.check(past.account());
      WidsIndex.check(past.account());
      provenance = Provenance.check(past.account(), key);
      if (table) {
        return;
      }
      differences.addAll(
          ShardFiles.differences(shards, past.run(), fileSystem, past.folder(), false));
      if (!fileSystem.exists(new Path(past.folder(), Outputs.SUCCESS))) {
        differences.add("file is missing: " + Outputs.SUCCESS + " (a run was not committed)");
      }
      Optional<ShardFormat> format = Formats.shards(past.run().output().format());
      if (differences.isEmpty() && format.isPresent()) {
        indexes(format.get(), fileSystem);
      }
    } catch (IOException e) {
      throw new JobException(
          ExitCode.VERIFICATION,
          "Cannot read output: " + past.folder() + " (" + e.getMessage() + ")",
          e);
    }
  }

  /** Indexes say again what the shards do. */
  private void indexes(ShardFormat format, FileSystem fileSystem) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    shards.keySet().forEach(name -> files.put(name, new Path(past.folder(), name)));
    for (Map.Entry<String, String> index : format.indexes(spark, files).entrySet()) {
      try {
        String said = FileSystems.text(fileSystem, new Path(past.folder(), index.getKey()));
        if (!Json.parse(said).equals(Json.parse(index.getValue()))) {
          differences.add("index is not that of the shards: " + index.getKey());
        }
      } catch (FileNotFoundException e) {
        differences.add("index is missing: " + index.getKey());
      } catch (InvalidRecordException e) {
        differences.add("index is damaged: " + index.getKey() + " (" + e.getMessage() + ")");
      }
    }
  }
}
