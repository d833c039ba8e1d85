package org.dropshard;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between packages. */
class ArchitectureTest {
  private static final String ROOT = "org.dropshard.";

  /**
   * {@code Imports: {@code tensor}, {@code random}.}, or {@code Imports: nothing of this project.}
   */
  private static final Pattern LIST =
      Pattern.compile(
          "Imports: (nothing of this project|\\{@code [\\w.]+\\}(?:, \\{@code [\\w.]+\\})*)\\.");

  private static final Pattern NAME = Pattern.compile("\\{@code ([\\w.]+)\\}");

  private static final String REGISTRY = "org.dropshard.format.registry";

  /** How cells hold tensors, in any format. */
  private static final String CELL = "org.dropshard.format.cell";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.dropshard");

  @Test
  void noCircleOfPackages() {
    slices().matching("org.dropshard.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void kernelsKnowTheJdkAlone() {
    classes()
        .that()
        .resideOutsideOfPackages(
            "org.dropshard.spark..", "org.dropshard.format..", "org.dropshard.job..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "javax..", "org.dropshard..")
        .check(CLASSES);
  }

  @Test
  void formatsKnowNoJob() {
    noClasses()
        .that()
        .resideInAPackage("org.dropshard.format..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.dropshard.job..")
        .check(CLASSES);
  }

  @Test
  void formatsAreKnownToTheirRegistryAlone() {
    slices()
        .matching("org.dropshard.format.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(resideInAPackage(REGISTRY), alwaysTrue())
        .ignoreDependency(alwaysTrue(), resideInAPackage(CELL))
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.dropshard.format.*..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.dropshard.format.*..")
                .and(not(resideInAnyPackage(REGISTRY, CELL, CELL + ".picture"))))
        .check(CLASSES);
  }

  /** So that a new arrow has to be written down. */
  @Test
  void everyPackageSaysWhatItImports() throws IOException {
    assertEquals(lines(imported()), lines(said()));
  }

  @Test
  void contributingNamesWhatThereIs() throws IOException {
    String page = Files.readString(Path.of("../../CONTRIBUTING.md"));
    Set<String> classes = new TreeSet<>(Set.of(ArchitectureTest.class.getName()));
    Set<String> packages = new TreeSet<>();
    for (JavaClass known : CLASSES) {
      classes.add(known.getName());
      packages.add(known.getPackageName());
    }
    Matcher named = Pattern.compile("`((?:[a-z]\\w*\\.)*[A-Z]\\w*[a-z])`").matcher(page);
    while (named.find()) {
      String name = "." + named.group(1);
      assertTrue(classes.stream().anyMatch(known -> ("." + known).endsWith(name)), named.group(1));
    }
    String map = page.substring(page.indexOf("    udf "), page.indexOf("\n\nA picture:"));
    for (String known : packages) {
      String first = known.replaceFirst("^org\\.dropshard\\.(job\\.)?", "").split("\\.")[0];
      assertTrue(Pattern.compile("\\b" + first + "\\b").matcher(map).find(), known);
    }
  }

  /** The project's packages that each of them depends on. */
  private static Map<String, Set<String>> imported() {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (JavaClass from : CLASSES) {
      Set<String> to = imports.computeIfAbsent(from.getPackageName(), name -> new TreeSet<>());
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        to.add(dependency.getTargetClass().getBaseComponentType().getPackageName());
      }
      to.removeIf(name -> !name.startsWith(ROOT) || name.equals(from.getPackageName()));
    }
    return imports;
  }

  /** The same, as the files {@code package-info.java} have it. */
  private static Map<String, Set<String>> said() throws IOException {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (String module : List.of("udf", "job")) {
      Path sources = Path.of("../..", module, "src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(f -> f.endsWith("package-info.java")).toList()) {
          String name = sources.relativize(file.getParent()).toString().replace('/', '.');
          Set<String> to = new TreeSet<>();
          imports.put(name, to);
          Matcher list = LIST.matcher(Files.readString(file).replaceAll("\\s+(\\* )?", " "));
          assertTrue(list.find(), () -> file + " has no list of imports");
          NAME.matcher(list.group(1)).results().forEach(found -> to.add(ROOT + found.group(1)));
        }
      }
    }
    return imports;
  }

  private static String lines(Map<String, Set<String>> imports) {
    StringBuilder lines = new StringBuilder();
    imports.forEach((from, to) -> lines.append(from + " -> " + String.join(", ", to) + "\n"));
    return lines.toString();
  }
}
