package org.dropshard.job.croissant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.ShardRecord;

/**
 * The index by which {@code wids}, which comes with WebDataset, finds samples by their number: how
 * many each shard has. Compressed shards have none, since nothing in them is found by its place.
 */
public final class WidsIndex {
  public static final String FILE = Account.FOLDER + "/wids.json";

  private static final String FORMAT = "webdataset";
  private static final String ENDING = ".tar";

  private WidsIndex() {}

  /**
   * The index of an output; empty if its shards are no plain tars.
   *
   * @param format of the shards
   */
  public static Optional<String> text(String format, Account account) {
    List<ShardRecord.File> shards = new ArrayList<>();
    account.shardFiles(shards::add);
    boolean plain = shards.stream().allMatch(shard -> shard.file().endsWith(ENDING));
    if (!format.equals(FORMAT) || shards.isEmpty() || !plain) {
      return Optional.empty();
    }
    ObjectNode index = Json.object();
    index.put("__kind__", "wids-shard-index-v1").put("wids_version", 1);
    ArrayNode list = index.putArray("shardlist");
    for (ShardRecord.File shard : shards) {
      list.addObject()
          .put("url", "../" + Croissant.url(shard.file()))
          .put("nsamples", shard.rows())
          .put("filesize", shard.bytes());
    }
    return Optional.of(Json.pretty(index));
  }

  /**
   * Checks that the index, if there is one, is of the shards.
   *
   * @throws org.dropshard.job.error.JobException if it is not, or is damaged
   */
  public static void check(Account account) throws IOException {
    if (!account.has(FILE)) {
      return;
    }
    try {
      String said = new String(account.bytes(FILE), StandardCharsets.UTF_8);
      Optional<String> index = text(FORMAT, account);
      if (index.isEmpty() || !Json.parse(said).equals(Json.parse(index.get()))) {
        throw account.invalid(FILE, "not of these shards");
      }
    } catch (InvalidRecordException e) {
      throw account.invalid(FILE, e.getMessage());
    }
  }
}
