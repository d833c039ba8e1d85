package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code run.json}, {@code selection}: what the selection came to.
 *
 * @param unselected samples that were left out
 * @param lastId the last id that a limit took; absent: none had to be left out
 * @param split rows by part of the split; none: there is no split
 */
public record SelectionRecord(
    long unselected,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long lastId,
    Map<String, Long> split,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
  public SelectionRecord {
    Rule.natural("unselected", unselected);
    split.forEach((part, rows) -> Rule.natural("split." + part, rows));
    others = Rule.orNone(others);
  }

  SelectionRecord plus(SelectionRecord more) {
    if (more == null) {
      return this;
    }
    Map<String, Long> rows = new TreeMap<>(split);
    more.split.forEach((part, count) -> rows.merge(part, count, Long::sum));
    return new SelectionRecord(unselected + more.unselected, more.lastId, rows, more.others);
  }
}
