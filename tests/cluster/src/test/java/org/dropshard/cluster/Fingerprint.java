package org.dropshard.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * What must be equal between two outputs of the same input and seed.
 *
 * @param digest of all rows
 * @param rows in and out
 * @param stats stats.json, to the last byte
 */
record Fingerprint(String digest, String rows, String stats) {
  static Fingerprint of(String output) throws IOException {
    JsonNode run = Job.json(output, "run.json");
    return new Fingerprint(
        run.get("digest").asText(), run.get("rows").toString(), Job.file(output, "stats.json"));
  }
}
