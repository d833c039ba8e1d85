package org.dropshard;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between packages. */
class ArchitectureTest {
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
                .and(not(resideInAnyPackage(REGISTRY, CELL))))
        .check(CLASSES);
  }
}
