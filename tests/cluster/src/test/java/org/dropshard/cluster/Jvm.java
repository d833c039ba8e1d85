package org.dropshard.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Java installation.
 *
 * @param home its folder
 */
record Jvm(Path home) {

  static Jvm current() {
    return new Jvm(Path.of(System.getProperty("java.home")));
  }

  /**
   * Looks for a version: in {@code JAVA<N>_HOME}, {@code JAVA_HOME_<N>_X64} and {@code _ARM64}, and
   * where Linux distributions and SDKMAN put theirs.
   */
  static Optional<Jvm> of(int version) {
    if (Runtime.version().feature() == version) {
      return Optional.of(current());
    }
    List<Path> homes = new ArrayList<>();
    for (String name :
        List.of(
            "JAVA" + version + "_HOME",
            "JAVA_HOME_" + version + "_X64",
            "JAVA_HOME_" + version + "_ARM64")) {
      Optional.ofNullable(System.getenv(name)).map(Path::of).ifPresent(homes::add);
    }
    homes.addAll(children(Path.of("/usr/lib/jvm")));
    homes.addAll(children(Path.of(System.getProperty("user.home"), ".sdkman/candidates/java")));
    return homes.stream().filter(home -> isVersion(home, version)).findFirst().map(Jvm::new);
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isVersion(Path home, int version) {
    try {
      return Files.isExecutable(home.resolve("bin/java"))
          && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + version);
    } catch (IOException e) {
      return false; // no installation, or one that does not say
    }
  }

  String java() {
    return home.resolve("bin/java").toString();
  }
}
