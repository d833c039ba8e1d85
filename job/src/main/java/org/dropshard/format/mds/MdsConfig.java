package org.dropshard.format.mds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.dropshard.tensor.Invalid;

/**
 * What a shard says of its columns.
 *
 * @param names the columns, sorted
 * @param encodings of each
 * @param compression what the shard's file is compressed by, or null
 * @param hashes what the index has of each file: {@code sha1} and the like, sorted
 */
record MdsConfig(
    List<String> names, List<MdsEncoding> encodings, String compression, List<String> hashes) {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private static final int VERSION = 2;

  /** Whether the sizes that a shard states are those of its encodings is checked here. */
  static MdsConfig parse(byte[] json) throws IOException {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid MDS config: " + e.getOriginalMessage(), e);
    }
    if (node.path("version").asInt() != VERSION || !node.path("format").asText().equals("mds")) {
      throw Invalid.argument(
          "MDS config",
          "format " + node.path("format") + ", version " + node.path("version"),
          "mds, 2");
    }
    List<String> names = texts(node.path("column_names"));
    List<String> encodings = texts(node.path("column_encodings"));
    JsonNode sizes = node.path("column_sizes");
    if (names.size() != encodings.size() || names.size() != sizes.size()) {
      throw new IllegalArgumentException(
          "Invalid MDS config: "
              + names.size()
              + " names, "
              + encodings.size()
              + " encodings, "
              + sizes.size()
              + " sizes of columns");
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("Invalid MDS config: two columns of a name, " + names);
    }
    List<MdsEncoding> parsed = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      MdsEncoding encoding = MdsEncoding.of(encodings.get(i));
      Integer size = sizes.get(i).isNull() ? null : Integer.valueOf(sizes.get(i).asInt());
      if (!java.util.Objects.equals(size, encoding.size())) {
        throw new IllegalArgumentException(
            "Invalid MDS config: column "
                + names.get(i)
                + " of "
                + encodings.get(i)
                + " has size "
                + size);
      }
      parsed.add(encoding);
    }
    return new MdsConfig(
        names,
        parsed,
        node.path("compression").isTextual() ? node.path("compression").asText() : null,
        texts(node.path("hashes")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** As an object, to which the index adds the files. */
  ObjectNode json() {
    ObjectNode node = MAPPER.createObjectNode();
    ArrayNode encodingNames = node.putArray("column_encodings");
    encodings.forEach(encoding -> encodingNames.add(encoding.name()));
    ArrayNode columnNames = node.putArray("column_names");
    names.forEach(columnNames::add);
    ArrayNode sizes = node.putArray("column_sizes");
    encodings.forEach(encoding -> sizes.add(encoding.size()));
    node.put("compression", compression);
    node.put("format", "mds");
    ArrayNode hashNames = node.putArray("hashes");
    hashes.forEach(hashNames::add);
    node.putNull("size_limit");
    node.put("version", VERSION);
    return node;
  }

  byte[] bytes() {
    return json().toString().getBytes(StandardCharsets.UTF_8);
  }
}
