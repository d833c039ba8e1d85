package org.dropshard.job.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.sign.Keys;
import org.dropshard.job.store.FileSum;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signed output is of these bytes and by this key, whatever else was made right again. */
class SignedOutputTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path key;
  private Path output;

  @BeforeEach
  void sign() throws Exception {
    key = Keys.make(folder, "key", "ed25519");
    for (int i = 0; i < 4; i++) {
      write("a/" + i, i + 0.1f);
      write("b/" + i, i + 0.2f);
    }
    output = folder.resolve("out");
    done(augment("a", output, "--sign", key.toString()));
    accepted(output, key);
  }

  private void write(String name, float first) throws IOException {
    Path file = folder.resolve(name + ".npy");
    Files.createDirectories(file.getParent());
    Files.write(file, NpyFiles.ramp(first, 3, 4, 5));
  }

  private JobRun augment(String input, Path to, String... more) {
    List<String> arguments = new ArrayList<>(List.of("augment", "--layout", "CHW"));
    arguments.addAll(List.of("--kind", "spatial", "--drop", "0.3", "--progress", "none"));
    arguments.addAll(List.of("--input", folder.resolve(input).toString()));
    arguments.addAll(List.of("--output", to.toString()));
    if (!List.of(more).contains("--seed")) {
      arguments.addAll(List.of("--seed", "5"));
    }
    arguments.addAll(List.of(more));
    return JobRun.of(arguments.toArray(new String[0]));
  }

  private static void done(JobRun run) {
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }

  private static JobRun verify(Path output, Path key) {
    return JobRun.of(
        "verify",
        output.toString(),
        "--progress",
        "none",
        "--public-key",
        Keys.publicHalf(key).toString());
  }

  private static void accepted(Path output, Path key) {
    JobRun run = verify(output, key);
    done(run);
    assertTrue(run.out().contains("provenance of these files, signed by "), run.out());
  }

  private static void refused(Path output, Path key, String rule) {
    JobRun run = verify(output, key);
    assertEquals(ExitCode.VERIFICATION, run.code(), run.out());
    assertTrue(run.err().contains(rule), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  private static void plainlyAccepted(Path output) {
    done(JobRun.of("verify", output.toString(), "--progress", "none"));
  }

  private static Path statementOf(Path output) {
    return output.resolve(Provenance.FILE);
  }

  private static JsonNode statement(Path output) throws IOException {
    JsonNode envelope = JSON.readTree(Files.readString(statementOf(output)));
    assertEquals("application/vnd.in-toto+json", envelope.path("payloadType").asText());
    return JSON.readTree(Base64.getDecoder().decode(envelope.path("payload").asText()));
  }

  @Test
  void theStatementIsOfEveryFileAndSaysHowTheyWereMade() throws IOException {
    JsonNode statement = statement(output);
    assertEquals("https://in-toto.io/Statement/v1", statement.path("_type").asText());
    assertEquals("https://slsa.dev/provenance/v1", statement.path("predicateType").asText());
    Set<String> named = new TreeSet<>();
    for (JsonNode subject : statement.path("subject")) {
      String name = subject.path("name").asText();
      named.add(name);
      try (InputStream in = Files.newInputStream(output.resolve(name))) {
        assertEquals(
            FileSum.of(in, true).sha256().orElseThrow(),
            subject.at("/digest/sha256").asText(),
            name);
      }
    }
    try (Stream<Path> files = Files.walk(output)) {
      Set<String> others = new TreeSet<>();
      files
          .filter(Files::isRegularFile)
          .map(file -> output.relativize(file).toString())
          .filter(name -> !named.contains(name) && !name.matches("(.*/)?\\..*"))
          .forEach(others::add);
      assertEquals(
          Set.of(
              "_SUCCESS", Provenance.FILE, "_dropshard/report.html", "_dropshard/run.json.sha256"),
          others);
    }
    JsonNode build = statement.at("/predicate/buildDefinition");
    assertEquals(5, build.at("/externalParameters/seed").asInt());
    assertEquals(1, build.at("/externalParameters/contract").asInt());
    assertEquals("spatial", build.at("/externalParameters/dropout/kind").asText());
    assertInputs(build.path("resolvedDependencies"), "a");
    assertFalse(statement.at("/predicate/runDetails/builder/version/spark").asText().isEmpty());
  }

  /** The dependencies are the files of folders, by the digests of their bytes. */
  private void assertInputs(JsonNode dependencies, String... inputs) throws IOException {
    assertEquals(4 * inputs.length, dependencies.size(), dependencies.toString());
    Set<String> named = new TreeSet<>();
    for (JsonNode one : dependencies) {
      Path file = Path.of(URI.create(one.path("uri").asText()).getPath());
      try (InputStream in = Files.newInputStream(file)) {
        assertEquals(
            FileSum.of(in, true).sha256().orElseThrow(), one.at("/digest/sha256").asText());
      }
      named.add(folder.relativize(file).toString());
    }
    assertEquals(4 * inputs.length, named.size());
    for (String input : inputs) {
      assertTrue(named.contains(Path.of(input, "3.npy").toString()), named.toString());
    }
  }

  @Test
  void inputFilesAreNamedAloneWhereTheirDigestsAreNotWanted() throws IOException {
    Path named = folder.resolve("named");
    done(augment("a", named, "--sign", key.toString(), "--input-hashes", "none"));
    JsonNode dependencies = statement(named).at("/predicate/buildDefinition/resolvedDependencies");
    assertEquals(1, dependencies.size());
    assertEquals(folder.resolve("a").toString(), dependencies.at("/0/uri").asText());
    JobRun run = augment("a", folder.resolve("no"), "--input-hashes", "sha256");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(
        run.err().contains("Invalid --input-hashes: sha256 (for the statement of"), run.err());
  }

  @Test
  void theKeyIsNowhere() throws IOException {
    String secret = Files.readAllLines(key).get(1);
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains(secret) || text.contains("key.pem"), file.toString());
      }
    }
  }

  /** What plain verify cannot find: one fact changed, and all sums made right again. */
  @Test
  void anOutputThatWasTamperedWithIsRefused() throws IOException {
    Path lines = output.resolve("_dropshard/shards.jsonl");
    String text = Files.readString(lines);
    Files.writeString(lines, text.replaceFirst("\"mean\":[0-9.]+", "\"mean\":123.5"));
    Forger.seal(output);
    Path provenance = statementOf(output);
    String envelope = Files.readString(provenance);
    refused(output, key, "not of this _dropshard/run.json");
    Files.delete(provenance);
    plainlyAccepted(output);
    refused(output, key, "missing: the output is not signed");
    Files.writeString(provenance, envelope.replaceFirst("\"sig\":\"..", "\"sig\":\"AA"));
    refused(output, key, "not signed by this key, or changed since");
    Files.writeString(provenance, "[]");
    refused(output, key, "provenance.intoto.json (");
  }

  @Test
  void anOutputThatWasMadeAgainIsRefused() throws Exception {
    Path again = folder.resolve("again");
    done(augment("a", again, "--seed", "6", "--hashes", "sha256"));
    plainlyAccepted(again);
    refused(again, key, "provenance.intoto.json (not signed)");
    Files.copy(statementOf(output), statementOf(again), StandardCopyOption.REPLACE_EXISTING);
    Forger.dropHadoops(again);
    refused(again, key, "provenance.intoto.json (");
    Path other = Keys.make(folder, "other", Keys.curve("P-256"));
    done(
        augment("a", again, "--if-exists", "overwrite", "--seed", "6", "--sign", other.toString()));
    accepted(again, other);
    refused(again, key, "not signed by this key, or changed since");
  }

  @Test
  void whatIsAddedIsSignedByTheSameKeyWithAllBefore() throws Exception {
    String added = "--if-exists";
    JobRun without = augment("b", output, added, "append");
    assertEquals(ExitCode.USAGE, without.code());
    assertEquals(
        "dropshard: Cannot append to output: " + output + " is signed (--sign its key)",
        without.err().strip());
    Path other = Keys.make(folder, "other", "ed25519");
    JobRun foreign = augment("b", output, added, "append", "--sign", other.toString());
    assertEquals(ExitCode.OUTPUT, foreign.code());
    assertTrue(foreign.err().contains("not signed by this key"), foreign.err());
    accepted(output, key);
    done(augment("b", output, added, "append", "--sign", key.toString()));
    assertInputs(statement(output).at("/predicate/buildDefinition/resolvedDependencies"), "a", "b");
    accepted(output, key);
    assertEquals(8, JobRun.json(output, "run.json").at("/rows/out").asInt());
    Path unsigned = folder.resolve("unsigned");
    done(augment("a", unsigned));
    assertFalse(Files.exists(statementOf(unsigned)));
    JobRun late = augment("b", unsigned, added, "append", "--sign", key.toString());
    assertEquals(ExitCode.USAGE, late.code());
    assertTrue(late.err().contains("is not signed, and a signature is of the whole"), late.err());
  }

  @Test
  void aStatementWithoutAKeyGoesOnWithTheOutput() throws IOException {
    Path stated = folder.resolve("stated");
    done(augment("a", stated, "--hashes", "sha256"));
    done(augment("b", stated, "--if-exists", "append"));
    JobRun run = JobRun.of("verify", stated.toString(), "--progress", "none");
    done(run);
    assertTrue(run.out().contains("provenance of these files, not signed"), run.out());
    Path provenance = statementOf(stated);
    String text = Files.readString(provenance);
    Files.writeString(provenance, text.replaceFirst("\"sha256\":\"..", "\"sha256\":\"zz"));
    Forger.dropHadoops(stated);
    JobRun changed = JobRun.of("verify", stated.toString(), "--progress", "none");
    assertEquals(ExitCode.VERIFICATION, changed.code(), changed.err());
  }
}
