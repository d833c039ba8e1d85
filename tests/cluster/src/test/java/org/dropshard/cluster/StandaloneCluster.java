package org.dropshard.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Spark's own cluster manager: a master and two workers of one core, each a process. */
final class StandaloneCluster implements AutoCloseable {
  private static final int WORKERS = 2;

  private final List<Child> children = new ArrayList<>();
  private String master;

  private StandaloneCluster() {}

  static StandaloneCluster start(Path folder) throws IOException {
    StandaloneCluster cluster = new StandaloneCluster();
    try {
      Path home = Parts.sparkHome(Parts.SPARK, Files.createDirectories(folder.resolve("spark")));
      Child master =
          cluster.process(
              folder.resolve("master"),
              home,
              "org.apache.spark.deploy.master.Master",
              "--host",
              "127.0.0.1",
              "--port",
              "0",
              "--webui-port",
              "0");
      cluster.master =
          master.awaitLog(Pattern.compile("Starting Spark master at (spark://127.0.0.1:\\d+)"));
      List<Child> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        Path work = Files.createDirectories(folder.resolve("worker-" + i));
        workers.add(
            cluster.process(
                work,
                home,
                "org.apache.spark.deploy.worker.Worker",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0",
                "--work-dir",
                work.toString(),
                cluster.master));
      }
      for (Child worker : workers) {
        worker.awaitLog(Pattern.compile("(Successfully registered with master)"));
      }
      return cluster;
    } catch (IOException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private Child process(Path folder, Path home, String main, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Jvm.current().java(),
                "-Xmx256m",
                "-Dspark.master.rest.enabled=false",
                "-Dspark.worker.cleanup.enabled=false",
                "-cp",
                home.resolve("jars") + "/*"));
    command.addAll(Submission.moduleOptions());
    command.add(main);
    command.addAll(List.of(arguments));
    Files.createDirectories(folder);
    Child child = Child.start(command, Submission.environment(home), folder, folder.resolve("log"));
    children.add(child);
    return child;
  }

  String master() {
    return master;
  }

  /** The executors that run now, children of the workers. */
  List<ProcessHandle> executors() {
    return children.stream()
        .flatMap(child -> child.handle().descendants())
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains("CoarseGrainedExecutorBackend"))
                    .isPresent())
        .toList();
  }

  @Override
  public void close() {
    for (int i = children.size() - 1; i >= 0; i--) {
      children.get(i).close();
    }
  }
}
