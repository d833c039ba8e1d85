package org.dropshard.cluster;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** spark-submit of dropshard.jar, in a process of its own; nothing of ours but the jar. */
final class Submission {
  /** Of what hangs: ten thousand tasks take minutes on two cores. */
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  private final Path folder;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<Path> more = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private String line = Parts.SPARK;
  private String master = "local[2]";
  private String heap = "1g";
  private Jvm jvm = Jvm.current();
  private String main = "org.dropshard.job.Main";

  /**
   * @param folder where the driver runs, and its log lies
   */
  Submission(Path folder) {
    this.folder = folder;
    set("spark.ui.enabled", "false");
    set("spark.driver.host", "127.0.0.1");
    set("spark.driver.bindAddress", "127.0.0.1");
    set("spark.local.dir", folder.resolve("local").toString());
    set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    set("spark.kryo.registrationRequired", "true");
  }

  Submission line(String value) {
    line = value;
    return this;
  }

  Submission master(String value) {
    master = value;
    return this;
  }

  /** The driver's heap, as {@code -Xmx} takes it. */
  Submission heap(String value) {
    heap = value;
    return this;
  }

  Submission jvm(Jvm value) {
    jvm = value;
    return this;
  }

  Submission main(String value) {
    main = value;
    return this;
  }

  /** An option of the driver's JVM. */
  Submission option(String value) {
    options.add(value);
    return this;
  }

  Submission set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  Submission set(Map<String, String> values) {
    settings.putAll(values);
    return this;
  }

  /** Puts more on the class paths of driver and executors. */
  Submission with(List<Path> entries) {
    more.addAll(entries);
    return this;
  }

  /** Starts it. */
  Child start(String... arguments) {
    List<Path> classPath = new ArrayList<>(Parts.spark(line));
    classPath.addAll(more);
    Map<String, String> all = new LinkedHashMap<>(settings);
    if (master.startsWith("local-cluster")) {
      all.put("spark.executor.extraClassPath", Parts.classPath(classPath));
    } else if (!more.isEmpty()) {
      all.put("spark.executor.extraClassPath", Parts.classPath(more));
    }
    List<String> command = new ArrayList<>(List.of(jvm.java(), "-Xmx" + heap));
    command.addAll(moduleOptions());
    command.add("-Dlog4j2.configurationFile=" + Parts.conf().resolve("log4j2.properties").toUri());
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            Parts.classPath(classPath),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            master));
    all.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--class", main, Parts.dropshardJar().toString()));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(environment(folder.resolve("spark")));
    if (master.startsWith("local-cluster")) {
      environment.put("SPARK_TESTING", "1"); // which it asks for
    }
    environment.put("JAVA_HOME", jvm.home().toString());
    return Child.start(command, environment, folder, folder.resolve("log"));
  }

  /** Runs it to its end, which has to be the one expected, and gives what it said. */
  String run(int code, String... arguments) {
    try (Child child = start(arguments)) {
      int found = child.await(AT_MOST);
      if (found != code) {
        throw new AssertionError("exit " + found + ", not " + code + ":\n" + child.lastLines());
      }
      return child.log();
    }
  }

  static Map<String, String> environment(Path sparkHome) {
    return Map.of(
        "SPARK_HOME",
        sparkHome.toString(),
        "SPARK_SCALA_VERSION",
        "2.13",
        "SPARK_LOCAL_IP",
        "127.0.0.1");
  }

  static List<String> moduleOptions() {
    return Arrays.stream(JavaModuleOptions.defaultModuleOptions().split(" "))
        .filter(option -> !option.isEmpty())
        .toList();
  }

  /** The class path of this JVM, for executors that run the tests' own build of the job. */
  static String ownClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
