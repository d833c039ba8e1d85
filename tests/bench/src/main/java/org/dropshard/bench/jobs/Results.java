package org.dropshard.bench.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A figure: a line for people on stdout, and one of JSON at the end of a file. */
final class Results {
  private final Path file;

  /**
   * @param file holds one JSON object a line
   */
  Results(Path file) {
    this.file = file;
  }

  /** The place that the launching script names. */
  static Results named() {
    return new Results(Path.of(System.getProperty("dropshard.bench.results", "results.jsonl")));
  }

  /**
   * Tells a figure.
   *
   * @param line for people
   * @param values numbers and words without quotes in them
   */
  void add(String line, Map<String, Object> values) {
    System.out.println(line);
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put("java", System.getProperty("java.version"));
    all.put("processors", Runtime.getRuntime().availableProcessors());
    String json =
        all.entrySet().stream()
            .map(entry -> "\"" + entry.getKey() + "\": " + json(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}\n"));
    try {
      Files.writeString(
          file, json, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(Object value) {
    return value instanceof Number ? value.toString() : "\"" + value + "\"";
  }
}
