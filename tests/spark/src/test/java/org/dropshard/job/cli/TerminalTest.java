package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names from outside reach a terminal, a log and the files of an account without controls. */
class TerminalTest {
  /** Red letters, C1's CSI, a carriage return, right-to-left. */
  private static final String HOSTILE = "a\u001b[31m\u009b31m\r\u202eb";

  private static final Pattern OBEYED = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029&&[^\\n]]");

  @TempDir Path folder;

  private static void assertShown(String text, String what) {
    assertFalse(OBEYED.matcher(text).find(), what + ": " + text.codePoints().boxed().toList());
  }

  private static JobRun shown(ExitCode code, String... command) {
    JobRun run = JobRun.of(command);
    assertEquals(code, run.code(), run.err());
    assertShown(run.out(), command[0] + "'s output");
    assertShown(run.err(), command[0] + "'s error");
    return run;
  }

  @Test
  void controlsAreEscapedWhereverANameIsSaid() throws IOException {
    Path pictures = folder.resolve("in" + HOSTILE);
    DemoPictures.write(pictures, 4, 1);
    Files.writeString(pictures.resolve(HOSTILE + ".png"), "no picture");
    Path output = folder.resolve("out" + HOSTILE);
    String[] plan = {
      "plan",
      "--input",
      pictures.toString(),
      "--output",
      output.toString(),
      "--kind",
      "spatial",
      "--drop",
      "0.5",
      "--seed",
      "1",
      "--on-error",
      "quarantine",
      "--run-id",
      HOSTILE
    };
    assertTrue(shown(ExitCode.DONE, plan).out().contains("in" + "a?[31m?31m??b"));
    String[] json = Stream.concat(Stream.of(plan), Stream.of("--json")).toArray(String[]::new);
    shown(ExitCode.DONE, json);
    plan[0] = "augment";
    plan[12] = "fail";
    shown(ExitCode.INPUT, plan);
    plan[12] = "quarantine";
    shown(ExitCode.DONE, plan);
    shown(ExitCode.OUTPUT, plan);
    shown(ExitCode.DONE, "verify", output.toString());
    shown(ExitCode.DONE, "report", output.toString());
    shown(ExitCode.INPUT, "verify", output + "/none" + HOSTILE);
    shown(ExitCode.USAGE, "augment", "--" + HOSTILE);
    shown(ExitCode.USAGE, HOSTILE);
    shown(ExitCode.USAGE, "augment", "--set", HOSTILE + "=1");
    shown(ExitCode.USAGE, "augment", "--config", HOSTILE);
    shown(ExitCode.INPUT, "stats", "--input", folder + "/" + HOSTILE);
    try (Stream<Path> files = Files.walk(output.resolve("_dropshard"))) {
      for (Path file :
          files.filter(name -> name.toString().matches(".*\\.(json.?|html)")).toList()) {
        assertShown(Files.readString(file), file.getFileName().toString());
      }
    }
    try (Stream<Path> files = Files.list(output.resolve("_dropshard/quarantine"))) {
      Path notes = files.filter(file -> file.toString().endsWith("l")).findFirst().orElseThrow();
      String key = new ObjectMapper().readTree(Files.readString(notes)).get("key").asText();
      assertEquals(HOSTILE + ".png", key);
    }
  }

  /** A run's name is no secret, whatever it looks like; where settings came from is recorded. */
  @Test
  void theRecordHasNamesAsTheyAre() throws IOException {
    Path pictures = folder.resolve("in");
    DemoPictures.write(pictures, 2, 1);
    Path included = Files.writeString(folder.resolve("included.conf"), "seed = 17");
    Path including =
        Files.writeString(
            folder.resolve("including.conf"),
            "include file(\"" + included + "\")\ninclude file(\"/nowhere.conf\")\nkind = spatial");
    String run = "token=nightly,password=7";
    Path output = folder.resolve("out");
    JobRun.augment(
        pictures, output, "--config", including.toString(), "--drop", "0.5", "--run-id", run);
    JsonNode written = JobRun.json(output, "run.json");
    assertEquals(17, written.get("seed").asInt());
    for (String place : List.of("/run_id", "/runs/0/run_id", "/config/run-id")) {
      assertEquals(run, written.at(place).asText());
    }
    assertEquals(
        "[\"" + including + "\",\"" + included + "\"]",
        written.at("/config/config-files").toString());
    assertEquals(ExitCode.DONE, JobRun.of("verify", output.toString()).code());
  }
}
