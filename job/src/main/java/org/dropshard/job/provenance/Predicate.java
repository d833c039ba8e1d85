package org.dropshard.job.provenance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
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

  private static final String OURS = "tag:dropshard.org,2026:";
  private static final String DIGEST = "sha256:";

  private Predicate() {}

  static ObjectNode of(RunRecord run) {
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
    dependencies(build.putArray("resolvedDependencies"), run);
    ObjectNode details = predicate.putObject("runDetails");
    builder(details.putObject("builder"), run.versions());
    ObjectNode metadata = details.putObject("metadata");
    metadata.put("invocationId", Resolved.masked(run.runId()));
    metadata.put("startedOn", run.timings().started());
    metadata.put("finishedOn", run.timings().finished());
    return predicate;
  }

  /**
   * The inputs by their paths, and files of parameters, which were digested when they were read.
   */
  private static void dependencies(ArrayNode list, RunRecord run) {
    run.input().paths().forEach(path -> list.addObject().put("uri", path));
    for (DropoutRecord.Step step : run.dropout().steps()) {
      step.parameters()
          .forEach(
              (name, value) -> {
                if (value.asText().startsWith(DIGEST)) {
                  ObjectNode file = list.addObject().put("name", step.step() + "." + name);
                  file.putObject("digest").put("sha256", value.asText().substring(DIGEST.length()));
                }
              });
    }
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
