package org.dropshard.job.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An in-toto statement.
 *
 * @param type of the statement
 * @param subject what it is about: files by their paths below the output
 * @param predicateType what is said of them
 * @param predicate the same
 * @see <a href="https://in-toto.io/Statement/v1">Statement v1</a>
 */
record Statement(
    @JsonProperty("_type") String type,
    List<Subject> subject,
    @JsonProperty("predicateType") String predicateType,
    JsonNode predicate) {

  static final String TYPE = "https://in-toto.io/Statement/v1";

  /** A file and its digests, by algorithm. */
  record Subject(String name, Map<String, String> digest) {}

  /** A statement of {@link Predicate}'s over files, by their SHA-256. */
  static Statement of(Map<String, String> sha256, JsonNode predicate) {
    return new Statement(
        TYPE,
        sha256.entrySet().stream()
            .map(file -> new Subject(file.getKey(), Map.of("sha256", file.getValue())))
            .toList(),
        Predicate.TYPE,
        predicate);
  }

  /** The SHA-256 of each file, empty where it has none. */
  Map<String, String> sha256() {
    Map<String, String> files = new TreeMap<>();
    subject.forEach(one -> files.put(one.name, one.digest.getOrDefault("sha256", "")));
    return files;
  }
}
