package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** spark-submit with the shaded jar alone, on executors that are JVMs of their own. */
class LocalClusterTest {
  private static final Path JAR = Path.of("../../job/target/dropshard.jar").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void theDigestIsTheOneOfALocalRun() throws IOException, InterruptedException {
    assumeTrue(Files.exists(JAR), "dropshard.jar is not built (mvn verify builds it)");
    Path pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 40, 9);
    Path local = folder.resolve("local");
    String[] options = {"--kind", "element", "--drop", "0.3", "--seed", "42", "--dtype", "float32"};
    JobRun.augment(pictures, local, options);
    Path cluster = folder.resolve("cluster");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "augment",
                "--input",
                pictures.toString(),
                "--output",
                cluster.toString(),
                "--progress",
                "none"));
    arguments.addAll(Arrays.asList(options));
    submit(arguments);
    assertEquals(
        JobRun.json(local, "run.json").get("digest"),
        JobRun.json(cluster, "run.json").get("digest"));
    assertEquals(
        Files.readString(local.resolve("_dropshard/stats.json")),
        Files.readString(cluster.resolve("_dropshard/stats.json")));
    assertTrue(JobRun.json(cluster, "run.json").get("output").get("shards").asInt() >= 4);
  }

  private void submit(List<String> arguments) throws IOException, InterruptedException {
    String sparkAlone =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar") && !entry.contains("dropshard"))
            .filter(entry -> !entry.contains("picocli") && !entry.contains("typesafe"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Djdk.reflect"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            sparkAlone,
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local-cluster[2,1,1024]",
            "--conf",
            "spark.executor.extraClassPath=" + sparkAlone,
            "--conf",
            "spark.sql.files.minPartitionNum=4",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.driver.bindAddress=127.0.0.1",
            "--conf",
            "spark.serializer=org.apache.spark.serializer.KryoSerializer",
            "--conf",
            "spark.kryo.registrationRequired=true",
            "--class",
            "org.dropshard.job.Main",
            JAR.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Files.createDirectories(folder.resolve("spark")).toFile());
    builder.environment().put("SPARK_TESTING", "1");
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Path log = folder.resolve("log");
    Process process = builder.redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    assertTrue(ended && process.exitValue() == 0, text);
  }
}
