package org.dropshard.job.croissant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What no run knows of a dataset, and Croissant asks for.
 *
 * @param facts texts by the names that Croissant has for them
 */
public record Description(Map<String, String> facts) {
  private static final List<String> REQUIRED = List.of("license", "creator", "url");
  private static final List<String> OTHERS =
      List.of("name", "description", "datePublished", "version", "citeAs");
  private static final String CREATOR = "creator";

  public Description {
    facts = Map.copyOf(facts);
  }

  /**
   * Reads {@code license=URL}, {@code creator=NAME}, {@code url=URL} and what else there is.
   *
   * @throws IllegalArgumentException if one is none of them, or one of these three is missing
   */
  public static Description parse(List<String> texts) {
    Map<String, String> facts = new TreeMap<>();
    for (String text : texts) {
      int sign = text.indexOf('=');
      String name = text.substring(0, Math.max(sign, 0)).strip();
      String value = text.substring(sign + 1).strip();
      if (!REQUIRED.contains(name) && !OTHERS.contains(name) || value.isEmpty()) {
        throw new IllegalArgumentException(text + " (NAME=TEXT, a name of " + names() + ")");
      }
      if (facts.put(name, value) != null) {
        throw new IllegalArgumentException(text + " (twice)");
      }
    }
    List<String> missing = new ArrayList<>(REQUIRED);
    missing.removeAll(facts.keySet());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", texts) + " (without " + String.join(", ", missing) + ")");
    }
    return new Description(facts);
  }

  private static String names() {
    return String.join(", ", REQUIRED) + ", " + String.join(", ", OTHERS);
  }

  /** That of a file that was written; those facts that a run makes up it makes up again. */
  static Description of(JsonNode croissant) {
    Map<String, String> facts = new TreeMap<>();
    for (String name : REQUIRED) {
      JsonNode value = croissant.path(name);
      facts.put(name, (name.equals(CREATOR) ? value.path("name") : value).asText());
    }
    for (String name : OTHERS) {
      Optional.ofNullable(croissant.get(name)).ifPresent(value -> facts.put(name, value.asText()));
    }
    return new Description(facts);
  }

  String get(String name, String otherwise) {
    return facts.getOrDefault(name, otherwise);
  }
}
