package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What a run ran on. */
public record Versions(
    String dropshard,
    String spark,
    String hadoop,
    String java,
    String os,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {

  public Versions {
    others = Rule.orNone(others);
  }

  /** Those of this JVM. */
  public static Versions of(String spark, String hadoop) {
    String own = Versions.class.getPackage().getImplementationVersion();
    return new Versions(
        own == null ? "development" : own,
        spark,
        hadoop,
        System.getProperty("java.vendor") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Map.of());
  }
}
