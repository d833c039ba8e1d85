package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an account's files become, a command ends with one line and its exit code. */
class AccountMutationTest {
  private static final int CASES = 210;
  private static final long SEED = 20;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FILES =
      List.of("run.json", "stats.json", "shards.jsonl", "summary.bin", "preview.bin");
  private static final List<String> COMMANDS = List.of("verify", "report", "append");

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Map<String, Integer> counts = new TreeMap<>();

  @Test
  void everyDamageEndsInOneLine() throws IOException {
    Path input = Files.createDirectory(folder.resolve("in"));
    for (int i = 0; i < 2; i++) {
      Files.write(input.resolve(i + ".npy"), NpyFiles.ramp(i + 0.1f, 3, 4, 5));
    }
    Path good = folder.resolve("good");
    assertEquals(ExitCode.DONE, run("append", input, good).code());
    for (int i = 0; i < CASES; i++) {
      String file = FILES.get(i % FILES.size());
      String command = COMMANDS.get(i / FILES.size() % COMMANDS.size());
      Path output = DamagedOutputTest.copy(good, folder.resolve("case-" + i));
      String damage = damage(output.resolve("_dropshard").resolve(file));
      Map<String, String> before = DamagedOutputTest.contents(output);
      JobRun run = run(command, input, output);
      counts.merge(String.format("%-7s %-13s %s", command, file, run.code()), 1, Integer::sum);
      String what = i + ": " + command + ", " + damage + ": " + run.code() + " " + run.err();
      assertTrue(run.code() != ExitCode.INTERNAL, what);
      if (run.code() != ExitCode.DONE) {
        assertEquals(1, run.err().lines().count(), what);
        assertEquals(before, DamagedOutputTest.contents(output), what);
      }
    }
    counts.forEach((key, count) -> System.out.println(key + " " + count));
  }

  private static JobRun run(String command, Path input, Path output) {
    return switch (command) {
      case "append" -> JobRun.spatial("augment", input, output, "--if-exists", "append");
      case "report" -> JobRun.of("report", output.toString());
      default -> JobRun.of("verify", output.toString(), "--progress", "none");
    };
  }

  /** Damages a file, and says how. */
  private String damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    boolean text = !file.toString().endsWith(".bin");
    switch (random.nextInt(text ? 8 : 4)) {
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
      case 3 -> {
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        return file + " bit flipped at " + at;
      }
      default -> {
        return file + " " + field(file, bytes);
      }
    }
  }

  private String field(Path file, byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    JsonNode root = JSON.readTree(text); // of lines the first
    List<Runnable> changes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    changes(root, "", names, changes);
    int chosen = random.nextInt(changes.size());
    changes.get(chosen).run();
    boolean lines = file.toString().endsWith("l");
    String rest = lines ? text.substring(text.indexOf('\n')) : "";
    Files.writeString(file, JSON.writeValueAsString(root) + rest);
    return names.get(chosen);
  }

  private void changes(JsonNode node, String path, List<String> names, List<Runnable> changes) {
    List<JsonNode> values =
        List.of(
            JsonNodeFactory.instance.nullNode(),
            JsonNodeFactory.instance.textNode("?"),
            JsonNodeFactory.instance.numberNode(-7),
            JsonNodeFactory.instance.numberNode(1e300),
            JsonNodeFactory.instance.arrayNode().add(1),
            JsonNodeFactory.instance.objectNode());
    JsonNode value = values.get(random.nextInt(values.size()));
    if (node instanceof ObjectNode object) {
      object
          .fieldNames()
          .forEachRemaining(
              name -> {
                names.add(path + "/" + name + " = " + value);
                changes.add(() -> object.set(name, value));
                names.add(path + "/" + name + " removed");
                changes.add(() -> object.remove(name));
                changes(object.get(name), path + "/" + name, names, changes);
              });
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int at = i;
        names.add(path + "/" + i + " = " + value);
        changes.add(() -> array.set(at, value));
        changes(array.get(i), path + "/" + i, names, changes);
      }
    }
  }
}
