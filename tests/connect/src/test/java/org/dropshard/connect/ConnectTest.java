package org.dropshard.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connect.service.SparkConnectService$;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with the functions, and a client that knows nothing of them. */
class ConnectTest {
  /** What the client has of its own, or has no use for. */
  private static final Pattern SERVERS =
      Pattern.compile(".*/(dropshard-|spark-(sql|sql-api|catalyst|core|connect|hive)_)[^/]*");

  @TempDir static Path folder;

  private static SparkSession server;

  @BeforeAll
  static void start() {
    server =
        SparkSession.builder()
            .master("local[2]")
            .appName("server")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.catalog.dropshard", "org.dropshard.spark.DropshardCatalog")
            .config("spark.sql.extensions", "org.dropshard.spark.DropshardExtensions")
            .config("spark.plugins", "org.apache.spark.sql.connect.SparkConnectPlugin")
            .config("spark.connect.grpc.binding.address", "127.0.0.1")
            .config("spark.connect.grpc.binding.port", "0")
            .config("spark.sql.artifact.isolation.enabled", "false")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @Test
  void functionsAnswerAClient() throws Exception {
    List<String> answers = client();
    assertEquals(
        List.of(
            "(0.0, 0.0, 6.0, 0.0, 10.0, 12.0)",
            "(0.0, 0.0, 6.0, 0.0, 0.0, 12.0)",
            "(0.0, 0.0, 6.0, 0.0, 10.0, 12.0)",
            "0 2 2.0 1.0 1.0 1.0 3.0 0 0 0",
            "1 2 10.0 0.0 0.0 10.0 10.0 0 0 0"),
        answers.subList(0, 5),
        answers.toString());
    assertTrue(answers.get(5).contains("Invalid p: string (a number)"), answers.toString());
  }

  private static List<String> client() throws Exception {
    List<String> path = new ArrayList<>();
    try (Stream<Path> jars = Files.list(Path.of("target/client"))) {
      jars.forEach(jar -> path.add(jar.toString()));
    }
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !SERVERS.matcher(entry).matches() && !entry.contains("/udf/target"))
        .forEach(path::add);
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-cp",
            String.join(File.pathSeparator, path),
            ConnectClient.class.getName(),
            "sc://127.0.0.1:" + SparkConnectService$.MODULE$.localPort()));
    Path log = folder.resolve("client.log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), out + Files.readString(log));
    return out.lines().toList();
  }
}
