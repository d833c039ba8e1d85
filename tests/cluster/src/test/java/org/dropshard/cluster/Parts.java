package org.dropshard.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Where the jars lie that tests start processes from. */
final class Parts {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** The line of Spark that the job is compiled against. */
  static final String SPARK = "4.2";

  private Parts() {}

  /** The jar that goes to clusters; without it the test is skipped. */
  static Path dropshardJar() {
    Path jar = ROOT.resolve("job/target/dropshard.jar");
    assumeTrue(Files.exists(jar), "dropshard.jar is not built (mvn verify builds it)");
    return jar;
  }

  /** All of Spark of a line, as in {@code 4.2}; a line that was not gathered skips the test. */
  static List<Path> spark(String line) {
    return of("spark-" + line);
  }

  /** Iceberg and Delta for a line of Spark. */
  static List<Path> tables(String line) {
    return of("tables-" + line);
  }

  /** What Spark lacks to read and write {@code s3a://}. */
  static List<Path> s3a() {
    return of("s3a");
  }

  static List<Path> s3proxy() {
    return of("s3proxy");
  }

  /** This module's own classes: faults for executors. */
  static Path faults() {
    return Path.of("target/test-classes").toAbsolutePath();
  }

  static Path conf() {
    return ROOT.resolve("conf");
  }

  private static List<Path> of(String part) {
    Path file = ROOT.resolve("tests/parts").resolve(part).resolve("target/classpath");
    assumeTrue(Files.exists(file), part + " is not gathered (mvn verify -Pcluster gathers it)");
    try {
      return Arrays.stream(Files.readString(file).strip().split(File.pathSeparator))
          .map(Path::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code -cp} takes it. */
  static String classPath(List<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** A folder that Spark takes for an installation: {@code jars/} holds links. */
  static Path sparkHome(String line, Path folder) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    for (Path jar : spark(line)) {
      try {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      } catch (FileAlreadyExistsException e) {
        // linked by an earlier call
      }
    }
    return folder;
  }
}
