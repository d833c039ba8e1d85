package org.dropshard.job.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.ShardRecord;
import org.dropshard.job.store.FileSum;

/**
 * Whether shards are, to the last byte, those that were written: what no row tells is held by their
 * checksums alone, such as padding, and columns that no loader asks for.
 */
final class ShardSums {
  private final List<String> recorded = new ArrayList<>();
  private int shards;

  /** Takes a line of the account. */
  void add(ShardRecord.File shard) {
    shards++;
    if (shard.crc32c() != null) {
      recorded.add(Json.line(shard));
    }
  }

  /** Shards whose bytes are others, as findings. */
  List<String> differences(SparkSession spark, Path output) {
    if (recorded.isEmpty()) {
      return List.of();
    }
    String folder = output.toString();
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    return spark
        .createDataset(recorded, Encoders.STRING())
        .map(
            (MapFunction<String, String>) line -> difference(folder, line, hadoop),
            Encoders.STRING())
        .filter("value != ''")
        .collectAsList();
  }

  static String difference(String folder, String line, SerializableConfiguration hadoop)
      throws InvalidRecordException {
    ShardRecord.File shard = Json.read(line, ShardRecord.File.class);
    Path path = new Path(folder, shard.file());
    try (FSDataInputStream in = path.getFileSystem(hadoop.value()).open(path)) {
      FileSum sum = FileSum.of(in, shard.sha256() != null);
      String other =
          !sum.crc32c().equals(shard.crc32c())
              ? "CRC-32C is " + sum.crc32c() + ", the account says " + shard.crc32c()
              : shard.sha256() != null && !shard.sha256().equals(sum.sha256().orElseThrow())
                  ? "SHA-256 is " + sum.sha256().get() + ", the account says " + shard.sha256()
                  : "";
      return other.isEmpty() ? "" : changed(shard, other);
    } catch (ChecksumException e) {
      return changed(shard, "the checksum that Hadoop keeps beside it is another");
    } catch (IOException e) {
      return "shard cannot be read: " + shard.file() + " (" + e.getMessage() + ")";
    }
  }

  private static String changed(ShardRecord.File shard, String how) {
    return "shard was changed: " + shard.file() + " (" + how + ")";
  }

  /** What was checked, for people. */
  String words() {
    int without = shards - recorded.size();
    return without == 0
        ? "as they were written"
        : "of "
            + without
            + " of "
            + shards
            + " shards not recorded by the run that wrote them: their rows alone are proven";
  }
}
