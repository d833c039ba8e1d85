package org.dropshard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between packages. */
class ArchitectureTest {
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
}
