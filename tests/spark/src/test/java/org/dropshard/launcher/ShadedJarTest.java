package org.dropshard.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar that goes to clusters. */
class ShadedJarTest {
  private static final Path JAR =
      Path.of("../../job/target/dropshard.jar").toAbsolutePath().normalize();

  @BeforeAll
  static void isBuilt() {
    assumeTrue(Files.exists(JAR), "dropshard.jar is not packaged (mvn verify does)");
  }

  @Test
  void holdsOwnClassesOnly() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertEquals(
          List.of(),
          jar.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.endsWith(".class") && !name.startsWith("org/dropshard/"))
              .toList());
    }
  }

  @Test
  void manifestNamesMainClassAndVersion() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertEquals("org.dropshard.job.Main", manifest.getValue("Main-Class"));
      assertFalse(manifest.getValue("Implementation-Version").isBlank());
    }
  }

  @Test
  void servicesAreInTheJar() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Set<String> names = jar.stream().map(ZipEntry::getName).collect(Collectors.toSet());
      for (String service : names) {
        if (service.startsWith("META-INF/services/") && !service.endsWith("/")) {
          String providers =
              new String(
                  jar.getInputStream(jar.getEntry(service)).readAllBytes(), StandardCharsets.UTF_8);
          for (String provider :
              providers.lines().map(line -> line.replaceFirst("#.*", "").strip()).toList()) {
            assertTrue(
                provider.isEmpty() || names.contains(provider.replace('.', '/') + ".class"),
                provider);
          }
        }
      }
    }
  }
}
