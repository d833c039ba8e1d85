package org.dropshard.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that goes to clusters. */
class ShadedJarTest {
  private static final Path JAR = Path.of("../../job/target/dropshard.jar").toAbsolutePath().normalize();

  @TempDir Path folder;

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
          String providers = new String(jar.getInputStream(jar.getEntry(service)).readAllBytes(), StandardCharsets.UTF_8);
          for (String provider : providers.lines().map(line -> line.replaceFirst("#.*", "").strip()).toList()) {
            assertTrue(provider.isEmpty() || names.contains(provider.replace('.', '/') + ".class"), provider);
          }
        }
      }
    }
  }

  /** The jar alone, through Spark's own SparkSubmit: two executors in JVMs of their own agree with one thread. */
  @Test
  void clusterOfTwoWritesWhatOneThreadWrites() throws Exception {
    DemoPictures.write(folder.resolve("pictures"), 24, 5);
    linkSpark();
    assertEquals(digest("local[1]", "one"), digest("local-cluster[2,1,1024]", "two"));
  }

  private String digest(String master, String output) throws Exception {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-Djdk.") || argument.startsWith("-Dio."))
        .forEach(command::add);
    command.addAll(
        List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", folder.resolve("spark/jars") + "/*",
            "org.apache.spark.deploy.SparkSubmit", "--master", master,
            "--conf", "spark.ui.enabled=false", JAR.toString(),
            "augment", "--input", folder.resolve("pictures").toString(), "--kind", "element", "--drop", "0.3",
            "--seed", "42", "--output", folder.resolve(output).toString(), "--progress", "none"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertFalse(said.contains("Exit code"), said);
    return new ObjectMapper()
        .readTree(folder.resolve(output).resolve("_dropshard/run.json").toFile())
        .get("digest")
        .asText();
  }

  /** A Spark installation out of the tests' class path, without what the jar has to bring itself. */
  private void linkSpark() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      String name = jar.getFileName().toString();
      if (name.endsWith(".jar")
          && !name.startsWith("dropshard-")
          && !name.matches("(picocli|config|imageio-|common-(io|lang|image)-|junit-).*")) {
        Files.createSymbolicLink(jars.resolve(name), jar);
      }
    }
  }
}
