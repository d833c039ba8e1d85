package org.dropshard.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, in a folder that looks built, with a spark-submit and a java that tell their
 * arguments.
 */
class LauncherTest {
  private static final String TELLTALE =
      "#!/bin/sh\necho \"${0##*/}\"; for word; do echo \"[$word]\"; done; exit ${TELLTALE_CODE:-0}\n";

  @TempDir Path folder;

  private Path launcher;
  private Path jar;

  @BeforeEach
  void install() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is absent");
    folder = folder.toRealPath().resolve("with a space");
    launcher = folder.resolve("job/bin/dropshard");
    jar = folder.resolve("job/target/dropshard.jar");
    write(launcher, Files.readString(Path.of("../../job/bin/dropshard")));
    write(jar, "");
    write(folder.resolve("spark/bin/spark-submit"), TELLTALE);
    write(folder.resolve("java/bin/java"), TELLTALE);
  }

  @Test
  void withoutDashesAllArgumentsAreDropshards() throws Exception {
    assertEquals(
        List.of(
            "spark-submit",
            "[--class]",
            "[org.dropshard.job.Main]",
            "[" + jar + "]",
            "[demo]",
            "[--output]",
            "[a b]"),
        run(0, launcher, "demo", "--output", "a b"));
  }

  @Test
  void sparksOptionsGoBeforeTheDashes() throws Exception {
    assertEquals(
        List.of(
            "spark-submit",
            "[--master]",
            "[local[2]]",
            "[--conf]",
            "[k=v w]",
            "[--class]",
            "[org.dropshard.job.Main]",
            "[" + jar + "]",
            "[demo]"),
        run(0, launcher, "--master", "local[2]", "--conf", "k=v w", "--", "demo"));
  }

  @Test
  void exitCodesPassThrough() throws Exception {
    for (int code : new int[] {1, 2, 3, 4, 5, 10}) {
      run(code, launcher, "augment", "--input", "x");
    }
  }

  @Test
  void helpStartsNoSpark() throws Exception {
    for (List<String> arguments :
        List.of(
            List.<String>of(), List.of("--help"), List.of("augment", "--help"), List.of("-V"))) {
      List<String> told = run(0, launcher, arguments.toArray(new String[0]));
      assertEquals("java", told.get(0));
      assertTrue(told.contains("[org.dropshard.job.Main]"), told.toString());
    }
  }

  @Test
  void theLocaleIsUtf8WhateverItWas() throws Exception {
    write(folder.resolve("spark/bin/spark-submit"), "#!/bin/sh\nlocale charmap\n");
    for (String locale : List.of("C", "POSIX", "C.UTF-8", "xx_XX.UTF-8")) {
      ProcessBuilder builder =
          new ProcessBuilder("/bin/bash", launcher.toString(), "plan").redirectErrorStream(true);
      builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
      builder.environment().put("LC_ALL", locale);
      Process process = builder.start();
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(told.endsWith("UTF-8\n"), locale + ": " + told);
    }
  }

  @Test
  void linksAreFollowed() throws Exception {
    Path link = folder.resolve("dropshard");
    Files.createSymbolicLink(link, Path.of("job/bin/dropshard"));
    assertTrue(run(0, link, "demo").contains("[" + jar + "]"));
    Path bin = Files.createSymbolicLink(folder.resolve("elsewhere"), launcher.getParent());
    assertTrue(run(0, bin.resolve("dropshard"), "demo").contains("[" + jar + "]"));
  }

  /** In place of Spark's launcher a java says how to start it, and then how it was started. */
  private List<String> startOwnSpark(String... arguments) throws Exception {
    write(
        folder.resolve("java/bin/java"),
        """
        #!/bin/bash
        if [[ $* == *launcher.Main* ]]; then
          echo asked >>"${0%/*}/asked"
          printf '\\0\\n%s\\0' "$0"
          until [[ $1 == *SparkSubmit ]]; do shift; done
          printf '%s\\0' -cp x "$@"
        else
          for word; do echo "[$word]"; done
        fi
        """);
    write(folder.resolve("job/target/spark/complete"), "");
    write(folder.resolve("job/target/spark/jars/spark-launcher_2.13.jar"), "");
    List<String> line = new ArrayList<>(List.of("/bin/bash", launcher.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
    Process process = builder.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), told);
    return told.lines().toList();
  }

  @Test
  void localRunsStartWithoutPagesAndCompileLessUnlessAskedTo() throws Exception {
    String late = "[-XX:Tier4CompileThreshold=150000]";
    String first = "[-XX:TieredStopAtLevel=1]";
    String pageless = "[spark.ui.enabled=false]";
    List<String> large = startOwnSpark("augment", "--input", "s3a://bucket/much");
    assertTrue(
        large.containsAll(List.of(late, pageless)) && !large.contains(first), () -> "" + large);
    List<String> small = startOwnSpark("augment", "--input", jar.toString());
    assertTrue(
        small.containsAll(List.of(first, pageless)) && !small.contains(late), () -> "" + small);
    List<String> far = startOwnSpark("--master", "yarn", "--", "augment", "--input", "x");
    assertTrue(!far.contains(late) && !far.contains(pageless), () -> "" + far);
    List<String> served =
        startOwnSpark(
            "--conf",
            "spark.metrics.conf.x=y",
            "--driver-java-options",
            "-XX:+UseParallelGC",
            "--",
            "augment",
            "--input",
            "x");
    assertTrue(!served.contains(late) && !served.contains(pageless), () -> "" + served);
  }

  /** What it loads itself can come from a class archive; other jars are behind Spark's loader. */
  @Test
  void theJvmLoadsTheJobWhereNoOtherJarsAreAskedFor() throws Exception {
    for (List<String> options :
        List.of(
            List.<String>of(),
            List.of("--master", "local[2]", "--driver-memory", "2g", "--"),
            List.of("--conf", "spark.local.dir=/tmp", "--"))) {
      List<String> started = startOwnSpark(with(options, "demo"));
      assertTrue(started.contains("[spark-internal]"), started::toString);
      assertEquals("[x:" + jar + "]", started.get(started.indexOf("[-cp]") + 1));
    }
    for (List<String> options :
        List.of(
            List.of("--packages", "io.delta:delta-spark_2.13:4.0.0", "--"),
            List.of("--conf", "spark.jars=/x.jar", "--"),
            List.of("--properties-file", "x.conf", "--"),
            List.of("--master", "local-cluster[2,1,1024]", "--"),
            List.of("--master", "yarn", "--"))) {
      List<String> started = startOwnSpark(with(options, "demo"));
      assertTrue(started.contains("[" + jar + "]"), started::toString);
      assertEquals("[x]", started.get(started.indexOf("[-cp]") + 1));
    }
  }

  private static String[] with(List<String> options, String command) {
    return Stream.concat(options.stream(), Stream.of(command)).toArray(String[]::new);
  }

  @Test
  void sparksLauncherIsAskedOnceWhatDoesNotChange() throws Exception {
    Path asked = folder.resolve("java/bin/asked");
    List<String> first = startOwnSpark("augment", "--input", "s3a://bucket/a b");
    assertEquals(1, Files.readAllLines(asked).size());
    assertEquals(
        first.stream().filter(word -> word.startsWith("[")).toList(),
        startOwnSpark("augment", "--input", "s3a://bucket/a b"));
    assertTrue(startOwnSpark("plan", "x").containsAll(List.of("[plan]", "[x]")));
    assertEquals(1, Files.readAllLines(asked).size());
    startOwnSpark("--driver-memory", "2g", "--", "plan", "x");
    assertEquals(2, Files.readAllLines(asked).size());
    write(folder.resolve("conf/spark-defaults.conf"), "spark.driver.memory 2g\n");
    startOwnSpark("plan", "x");
    assertEquals(3, Files.readAllLines(asked).size());
  }

  @Test
  void whatAJvmCouldOnlyFailAtIsRefused() throws Exception {
    write(folder.resolve("job/target/spark/complete"), "");
    for (List<String> refused :
        List.of(
            List.of("ulimit -n 64", "Cannot open files: ulimit -n is 64, at least 256", "1"),
            List.of(
                "export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=/dev/null",
                "Cannot write temporary files: /dev/null (Not a directory)",
                "3"))) {
      ProcessBuilder builder =
          new ProcessBuilder(
                  "/bin/bash", "-c", refused.get(0) + "; exec \"$0\" demo", launcher.toString())
              .redirectErrorStream(true);
      builder.environment().remove("SPARK_HOME");
      Process process = builder.start();
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("dropshard: " + refused.get(1) + "\n", told);
      assertEquals(Integer.parseInt(refused.get(2)), process.waitFor());
    }
  }

  private List<String> run(int code, Path command, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("/bin/bash", command.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
    builder.environment().put("TELLTALE_CODE", Integer.toString(code));
    Process process = builder.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(code, process.waitFor(), told);
    return told.lines().toList();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }
}
