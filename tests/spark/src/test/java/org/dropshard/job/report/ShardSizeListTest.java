package org.dropshard.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.dropshard.job.record.ShardRecord;
import org.junit.jupiter.api.Test;

/** What the page is told of shards, few and many. */
class ShardSizeListTest {
  @Test
  void noneIsACountAlone() {
    assertEquals("{\"count\":0}", new ShardSizes().json().toString());
  }

  @Test
  void fewAreListedByName() {
    ShardSizes sizes = new ShardSizes();
    sizes.add(shard("b", 2, 30));
    sizes.add(shard("a", 1, 10));
    sizes.add(shard("c", 3, 20));
    assertEquals(
        "{\"count\":3,\"least\":10,\"median\":20,\"most\":30,\"files\":["
            + "{\"file\":\"a\",\"rows\":1,\"bytes\":10},"
            + "{\"file\":\"b\",\"rows\":2,\"bytes\":30},"
            + "{\"file\":\"c\",\"rows\":3,\"bytes\":20}]}",
        sizes.json().toString());
  }

  @Test
  void manyAreCountedInFortyBins() {
    ShardSizes sizes = new ShardSizes();
    IntStream.range(0, 201).forEach(i -> sizes.add(shard("f" + i, 1, i * 1000L)));
    ObjectNode json = sizes.json();
    assertFalse(json.has("files"));
    assertEquals(40, json.get("bins").size());
    assertEquals(
        201,
        StreamSupport.stream(json.get("bins").spliterator(), false)
            .mapToLong(n -> n.asLong())
            .sum());
    assertEquals(200_001 / 40.0, json.get("bin_bytes").asDouble());
  }

  private static ShardRecord.File shard(String file, long rows, long bytes) {
    return new ShardRecord.File(file, rows, bytes, "0".repeat(64), null, null);
  }
}
