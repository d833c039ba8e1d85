package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an account's files become, a command ends with one line and its exit code. */
class AccountMutationTest {
  private static final long SEED = 20;

  /** How often a file's bytes are damaged. */
  private static final int TIMES = 9;

  /** Nothing of an output itself tells of these, as the README says. */
  private static final Pattern NOT_HELD =
      Pattern.compile(
          "run.json/(input|versions|timings|runs/0/(input|timings))/"
              + "|run.json/output/(path|encoding) "
              + "|run.json/config/[a-z-]+ removed" // it is then what it is by default
              + "|run.json/config/(input/|output |(dtype|shape|tensor)-feature |shard-prefix )"
              + "|shards.jsonl/before/");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TEXTS = List.of("run.json", "stats.json", "shards.jsonl");
  private static final List<String> BINARY = List.of("summary.bin", "preview.bin");
  private static final List<String> COMMANDS = List.of("verify", "report", "append");

  @TempDir static Path folder;
  private static Path input;
  private static Path good;
  private final Random random = new Random(SEED);
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private int cases;

  @BeforeAll
  static void make() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
    good = folder.resolve("good");
    for (int i = 0; i < 2; i++) {
      Files.write(input.resolve(i + ".npy"), NpyFiles.ramp(i + 0.1f, 3, 4, 5));
    }
    assertEquals(ExitCode.DONE, run("append", input, good).code());
    assertEquals(ExitCode.DONE, run("--incremental", input, folder.resolve("incremental")).code());
  }

  @AfterEach
  void count() {
    counts.forEach((key, count) -> System.out.println(key + " " + count));
    System.out.println(cases + " cases");
    assertEquals(List.of(), failures);
  }

  @Test
  void damagedBytesEndInOneLine() throws IOException {
    for (String file : Stream.concat(TEXTS.stream(), BINARY.stream()).toList()) {
      for (int i = 0; i < TIMES; i++) {
        Path output = copy(good);
        Path damaged = output.resolve("_dropshard").resolve(file);
        ends(COMMANDS.get(i % COMMANDS.size()), file, damage(damaged), output);
      }
    }
  }

  @Test
  void damagedCheckpointsEndInOneLine() throws IOException {
    List<Path> files;
    Path whole = folder.resolve("incremental");
    try (Stream<Path> all = Files.walk(whole.resolve("_dropshard"))) {
      files =
          all.filter(file -> Files.isRegularFile(file) && file.toString().contains("/checkpoint"))
              .filter(file -> !file.toString().endsWith(".crc"))
              .map(whole::relativize)
              .sorted()
              .toList();
    }
    for (Path file : files) {
      for (int i = 0; i < 4; i++) {
        Path output = copy(whole);
        ends("--incremental", "checkpoint", damage(output.resolve(file)), output);
      }
    }
  }

  /**
   * Every field, once as another value of its type and once as what it may not be, with all
   * checksums made again.
   */
  @Test
  void everyFieldIsHeld() throws IOException {
    List<String> unnoticed = new ArrayList<>();
    for (String file : TEXTS) {
      String text = Files.readString(good.resolve("_dropshard").resolve(file));
      JsonNode root = JSON.readTree(text); // of lines the first
      for (Change change : changes(root, "")) {
        Path output = copy(good);
        Path changed = output.resolve("_dropshard").resolve(file);
        JsonNode copy = root.deepCopy();
        change.apply(copy);
        Files.writeString(changed, JSON.writeValueAsString(copy) + "\n");
        if (change.path().startsWith("/files")) {
          Forger.sealRun(output);
        } else {
          forge(output);
        }
        String what = file + change.name();
        String command = change.plausible() ? "verify" : COMMANDS.get(cases % COMMANDS.size());
        if (ends(command, file, what, output) == ExitCode.DONE && command.equals("verify")) {
          unnoticed.add(what);
        }
      }
    }
    unnoticed.removeIf(what -> NOT_HELD.matcher(what).lookingAt());
    assertEquals(List.of(), unnoticed);
  }

  private static Path copy(Path of) throws IOException {
    return DamagedOutputTest.copy(of, Files.createTempDirectory(folder, "case").resolve("out"));
  }

  private ExitCode ends(String command, String file, String damage, Path output)
      throws IOException {
    Map<String, String> before = DamagedOutputTest.contents(output);
    JobRun run = run(command, input, output);
    String key = String.format("%-13s %-13s %s", command, file, run.code());
    counts.merge(key, 1, Integer::sum);
    cases++;
    String what = command + ", " + damage + ": " + run.code() + " " + run.err();
    boolean told = run.code().number() <= 6;
    boolean good = run.code() == ExitCode.DONE;
    boolean whole = good || before.equals(DamagedOutputTest.contents(output));
    if (!told || !whole || run.err().lines().count() != (good ? 0 : 1)) {
      failures.add(what + (whole ? "" : " (changed by a refusal)"));
    }
    return run.code();
  }

  /** Makes the account's checksums those of its files, if it still says any. */
  private static void forge(Path output) throws IOException {
    Path account = output.resolve("_dropshard");
    JsonNode run = JSON.readTree(Files.readString(account.resolve("run.json")));
    if (run.path("files") instanceof ObjectNode files) {
      for (String name : Stream.concat(TEXTS.stream(), BINARY.stream()).toList()) {
        if (files.has("_dropshard/" + name)) {
          files.put("_dropshard/" + name, Forger.sha256(account.resolve(name)));
        }
      }
      Files.writeString(account.resolve("run.json"), JSON.writeValueAsString(run));
    }
    Forger.sealRun(output);
  }

  private static JobRun run(String command, Path input, Path output) {
    return switch (command) {
      case "append" -> JobRun.spatial("augment", input, output, "--if-exists", "append");
      case "--incremental" -> JobRun.spatial("augment", input, output, command);
      case "report" -> JobRun.of("report", output.toString());
      default -> JobRun.of("verify", output.toString(), "--progress", "none");
    };
  }

  /** Damages a file, and says how. */
  private String damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (random.nextInt(4)) {
      case 0 -> {
        int at = random.nextInt(bytes.length);
        Files.write(file, Arrays.copyOf(bytes, at));
        return file + " cut at " + at;
      }
      case 1 -> {
        random.nextBytes(bytes);
        Files.write(file, bytes);
        return file + " garbage";
      }
      case 2 -> {
        Files.delete(file);
        return file + " deleted";
      }
      default -> {
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        return file + " bit flipped at " + at;
      }
    }
  }

  /**
   * A change of a field.
   *
   * @param path the object or array that holds it, as JSON pointer
   * @param value what it becomes; null: it is taken away
   */
  private record Change(String path, String field, JsonNode value, boolean plausible) {
    String name() {
      return path + "/" + field + (value == null ? " removed" : " = " + value);
    }

    void apply(JsonNode root) {
      JsonNode holder = root.at(path);
      if (holder instanceof ObjectNode object) {
        if (value == null) {
          object.remove(field);
        } else {
          object.set(field, value);
        }
      } else {
        ((ArrayNode) holder).set(Integer.parseInt(field), value);
      }
    }
  }

  /** Of arrays the first element is changed, which stands for the others. */
  private List<Change> changes(JsonNode node, String path) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    List<JsonNode> wrong = new ArrayList<>();
    wrong.add(null);
    wrong.addAll(
        List.of(
            make.nullNode(),
            make.textNode("?"),
            make.numberNode(-7),
            make.numberNode(1e300),
            make.arrayNode().add(1),
            make.objectNode()));
    List<Change> changes = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    node.fieldNames().forEachRemaining(fields::add);
    if (node.isArray() && !node.isEmpty()) {
      fields.add("0");
      wrong.remove(0);
    }
    for (String field : fields) {
      JsonNode value = node.isArray() ? node.get(0) : node.get(field);
      JsonNode other =
          value.isIntegralNumber()
              ? make.numberNode(value.asLong() + 1)
              : value.isNumber()
                  ? make.numberNode(value.asDouble() + 0.125)
                  : value.isBoolean()
                      ? make.booleanNode(!value.asBoolean())
                      : value.isTextual() ? make.textNode(value.asText() + "x") : null;
      changes.add(new Change(path, field, wrong.get(random.nextInt(wrong.size())), false));
      if (other != null) {
        changes.add(new Change(path, field, other, true));
      }
      String below = path + "/" + field.replace("~", "~0").replace("/", "~1");
      changes.addAll(changes(value, below));
    }
    return changes;
  }
}
