package org.dropshard.job.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.record.DropoutRecord;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.Versions;
import org.dropshard.job.store.FileSum;

/**
 * How an output was made.
 *
 * @see <a href="https://slsa.dev/spec/v1.0/provenance">SLSA: Provenance</a>
 */
final class Predicate {
  static final String TYPE = "https://slsa.dev/provenance/v1";

  /** Where the predicate has what the output was made of. */
  static final String DEPENDENCIES = "/buildDefinition/resolvedDependencies";

  private static final String OURS = "tag:dropshard.org,2026:";
  private static final String DIGEST = "sha256:";

  private Predicate() {}

  /**
   * @param past what an earlier statement says that the output depends on
   * @param inputs the SHA-256 of files of the input by their paths; empty: they are not digested
   */
  static ObjectNode of(RunRecord run, JsonNode past, Map<String, String> inputs) {
    ObjectNode predicate = Json.object();
    ObjectNode build = predicate.putObject("buildDefinition");
    boolean back = run.dropout().direction().equals("backward");
    build.put("buildType", OURS + (back ? "backward" : "augment"));
    ObjectNode external = build.putObject("externalParameters");
    external.put("seed", run.seed());
    external.put("contract", run.contract());
    external.set("dropout", Json.tree(run.dropout()));
    external.set("settings", Json.tree(run.config()));
    build.putObject("internalParameters").set("input", Json.tree(run.input()));
    dependencies(build.putArray("resolvedDependencies"), run, past, inputs);
    ObjectNode details = predicate.putObject("runDetails");
    builder(details.putObject("builder"), run.versions());
    ObjectNode metadata = details.putObject("metadata");
    metadata.put("invocationId", Resolved.masked(run.runId()));
    metadata.put("startedOn", run.timings().started());
    metadata.put("finishedOn", run.timings().finished());
    return predicate;
  }

  /**
   * The input's files by their digests, a table by its version, else the inputs by their paths; and
   * files of parameters, which were digested when they were read.
   */
  private static void dependencies(
      ArrayNode list, RunRecord run, JsonNode past, Map<String, String> inputs) {
    Set<JsonNode> all = new LinkedHashSet<>();
    past.forEach(all::add);
    inputs.forEach((path, sha256) -> all.add(digested("uri", path, sha256)));
    if (inputs.isEmpty()) {
      for (String path : run.input().paths()) {
        ObjectNode input = Json.object().put("uri", path);
        if (run.input().table() != null) {
          input.putObject("annotations").put("version", run.input().table().version());
        }
        all.add(input);
      }
    }
    for (DropoutRecord.Step step : run.dropout().steps()) {
      step.parameters()
          .forEach(
              (name, value) -> {
                if (value.asText().startsWith(DIGEST)) {
                  String sha256 = value.asText().substring(DIGEST.length());
                  all.add(digested("name", step.step() + "." + name, sha256));
                }
              });
    }
    list.addAll(all);
  }

  private static ObjectNode digested(String as, String name, String sha256) {
    ObjectNode file = Json.object().put(as, name);
    file.putObject("digest").put("sha256", sha256);
    return file;
  }

  private static void builder(ObjectNode builder, Versions versions) {
    builder.put("id", OURS + "dropshard");
    builder.set("version", Json.tree(versions));
    jar()
        .ifPresent(
            sha256 ->
                builder
                    .putArray("builderDependencies")
                    .addObject()
                    .put("name", "dropshard.jar")
                    .putObject("digest")
                    .put("sha256", sha256));
  }

  /** The SHA-256 of the jar that runs; empty where classes lie in a folder. */
  private static Optional<String> jar() {
    CodeSource source = Predicate.class.getProtectionDomain().getCodeSource();
    if (source == null || !"file".equals(source.getLocation().getProtocol())) {
      return Optional.empty();
    }
    Path file = Path.of(source.getLocation().getPath());
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return FileSum.of(in, true).sha256();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
