package org.dropshard.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dropshard.Python;
import org.dropshard.Script;
import org.dropshard.job.JobRun;
import org.dropshard.job.cli.Application;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of conf/ that are run by cron, Airflow and spark-submit. */
class SchedulersTest {
  private static final Path CONF = Script.ROOT.resolve("conf");

  @TempDir Path folder;

  @Test
  void cronRunsTheJobAndLeavesOneThatIsStillGoingAlone() throws Exception {
    assumeTrue(Script.isThere("flock") && Script.isThere("bash"), "flock or bash is absent");
    List<String> lines = Files.readAllLines(CONF.resolve("cron.d"));
    String entry = lines.get(lines.size() - 1);
    String[] fields = entry.split("\\s+", 7);
    assertEquals("dropshard", fields[5]);
    Path log = folder.resolve("log");
    Path slow =
        Script.write(
            folder.resolve("dropshard"),
            "#!/bin/sh\nfor word; do echo \"$word\"; done >>'" + log + "'\nsleep 2\n");
    Map<String, String> environment =
        Map.of(
            "DROPSHARD", slow.toString(),
            "JOB", CONF.resolve("spatial.conf").toString(),
            "LOCK", folder.resolve("lock").toString());
    ProcessBuilder first = new ProcessBuilder("bash", "-c", fields[6]);
    first.environment().putAll(environment);
    Process running = first.start();
    while (!Files.exists(log)) {
      Thread.sleep(10);
    }
    Script.run(0, environment, "bash", "-c", fields[6]); // ends at once, and well
    assertEquals(0, running.waitFor());
    List<String> called = Files.readAllLines(log);
    assertEquals(1, called.stream().filter("augment"::equals).count());
    understood(called);
  }

  /** The increment of the cron line, tried: twice on the same files, then with one more. */
  @Test
  void cronsIncrementTakesInWhatIsNew() throws IOException {
    List<String> lines = Files.readAllLines(CONF.resolve("cron.d"));
    List<String> words = List.of(lines.get(lines.size() - 1).split("\\s+"));
    List<String> arguments = new ArrayList<>(words.subList(words.indexOf("augment"), words.size()));
    Path pictures = folder.resolve("pictures");
    Path output = folder.resolve("out");
    arguments.replaceAll(
        word ->
            switch (word) {
              case "\"$JOB\"" -> CONF.resolve("spatial.conf").toString();
              case "/srv/photos" -> pictures.toString();
              case "/srv/photos-spatial" -> output.toString();
              default -> word;
            });
    for (int count : new int[] {5, 5, 6}) {
      DemoPictures.write(pictures, count, 1);
      JobRun run = JobRun.of(arguments.toArray(new String[0]));
      assertEquals(ExitCode.DONE, run.code(), run.err());
      assertEquals(count, JobRun.json(output, "run.json").at("/rows/in").asInt());
    }
    assertEquals(2, JobRun.json(output, "run.json").path("runs").size());
  }

  @Test
  void airflowSubmitsWhatDropshardUnderstands() throws Exception {
    Python.assumeModules();
    Path stubs = Path.of("src/test/resources/airflow-stand-in").toAbsolutePath();
    List<String> told =
        Script.run(
            0,
            Map.of("PYTHONPATH", stubs.toString(), "PYTHONDONTWRITEBYTECODE", "1"),
            "python3",
            CONF.resolve("airflow_dag.py").toString());
    JsonNode task = new ObjectMapper().readTree(told.get(0));
    assertEquals("org.dropshard.job.Main", task.path("java_class").asText());
    List<String> arguments = new ArrayList<>();
    task.path("application_args").forEach(word -> arguments.add(word.asText()));
    assertTrue(arguments.contains("{{ run_id }}"));
    assertEquals("append", arguments.get(arguments.indexOf("--if-exists") + 1));
    understood(arguments);
    JsonNode dag = new ObjectMapper().readTree(told.get(1));
    assertEquals(1, dag.path("max_active_runs").asInt());
    assertTrue(dag.at("/default_args/retries").asInt() > 0);
  }

  /** Published or refused, or raised to be tried again: by the exit code of the run. */
  @Test
  void airflowBranchesOnWhatARunWasRefusedFor() throws Exception {
    Python.assumeModules();
    Path stubs = Path.of("src/test/resources/airflow-stand-in").toAbsolutePath();
    List<String> told =
        Script.run(
            0,
            Map.of("PYTHONPATH", stubs + ":" + CONF, "PYTHONDONTWRITEBYTECODE", "1"),
            "python3",
            "-c",
            """
            from airflow.decorators import MADE
            from airflow.exceptions import AirflowException, AirflowFailException
            import airflow_dag
            gate = MADE["gate"]
            for exit_code in (0, 6):
                branch = gate.function(airflow_dag.augment.execute({"exit_code": exit_code}))
                taken = [one for one in gate.after if one.function.__name__ == branch]
                try:
                    print(exit_code, branch, len(taken), taken[0].function())
                except AirflowFailException as failure:
                    print(exit_code, branch, len(taken), failure)
            for exit_code in (2, 4, 10, 16, 60):
                try:
                    airflow_dag.augment.execute({"exit_code": exit_code})
                    raise SystemExit(f"{exit_code} was taken for an end")
                except AirflowException:
                    pass
            """);
    assertEquals("0 published 1 None", told.get(2));
    assertTrue(told.get(3).startsWith("6 refused 1 not as expected"), told.get(3));
    assertEquals(4, told.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"yarn.sh", "standalone.sh"})
  void clustersAreSubmittedTo(String script) throws Exception {
    assumeTrue(Script.isThere("bash"), "bash is absent");
    Script.telltale(folder.resolve("spark/bin/spark-submit"));
    List<String> words =
        Script.run(
            0,
            Map.of(
                "SPARK_HOME",
                folder.resolve("spark").toString(),
                "SPARK_MASTER",
                "spark://host:7077"),
            "bash",
            CONF.resolve(script).toString(),
            "augment",
            "--input",
            "a b");
    assertEquals(
        script.equals("yarn.sh") ? "yarn" : "spark://host:7077",
        words.get(words.indexOf("--master") + 1));
    assertTrue(Files.exists(Path.of(words.get(words.indexOf("--properties-file") + 1))));
    assertEquals("org.dropshard.job.Main", words.get(words.indexOf("--class") + 1));
    assertTrue(words.get(words.size() - 4).endsWith("/job/target/dropshard.jar"));
    assertEquals(
        List.of("augment", "--input", "a b"), words.subList(words.size() - 3, words.size()));
    Script.run(1, Map.of("SPARK_HOME", ""), "bash", CONF.resolve(script).toString());
  }

  @Test
  void containerHoldsTheJarAndRunsAsSomebodyElseThanRoot() throws IOException {
    List<String> lines =
        Files.readAllLines(CONF.resolve("Containerfile")).stream()
            .filter(line -> !line.startsWith("#") && !line.isBlank())
            .toList();
    assertTrue(lines.get(0).matches("ARG SPARK_IMAGE=\\S+/spark:4\\.2\\.0-scala2\\.13-java17\\S*"));
    assertEquals("FROM ${SPARK_IMAGE}", lines.get(1));
    assertTrue(lines.stream().anyMatch(line -> line.contains("job/target/dropshard.jar /opt/")));
    assertTrue(lines.get(lines.size() - 1).matches("USER [1-9]\\d*"));
  }

  static void understood(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    words.add("--help");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Application.run(
            words.toArray(new String[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(ExitCode.DONE, code, err.toString(StandardCharsets.UTF_8));
  }
}
