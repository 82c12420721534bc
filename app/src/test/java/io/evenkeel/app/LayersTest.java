package io.evenkeel.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;

/** docs/adr/0001 as a test. */
@AnalyzeClasses(packages = "io.evenkeel", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule CORE_KNOWS_ONLY_ITSELF_AND_THE_JDK =
      classes()
          .that()
          .resideInAPackage("io.evenkeel.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.evenkeel.core..", "java..", "javax.crypto..", "org.jspecify..");

  @ArchTest
  static final ArchRule PROXY_AND_CONTROL_DO_NOT_KNOW_EACH_OTHER =
      noClasses()
          .that()
          .resideInAPackage("io.evenkeel.proxy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.evenkeel.control..", "io.evenkeel.app..");

  @ArchTest
  static final ArchRule CONTROL_DOES_NOT_KNOW_THE_PROXY =
      noClasses()
          .that()
          .resideInAPackage("io.evenkeel.control..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.evenkeel.proxy..", "io.evenkeel.app..", "io.netty..");

  @ArchTest
  static final ArchRule ONLY_THE_WIRING_KNOWS_THE_PROXY =
      noClasses()
          .that()
          .resideInAPackage("io.evenkeel.app..")
          .and()
          .resideOutsideOfPackage("io.evenkeel.app.run")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.evenkeel.proxy..");

  @ArchTest
  static final ArchRule PACKAGES_OF_CONTROL_FORM_NO_CYCLE =
      slices().matching("io.evenkeel.control.(*)..").should().beFreeOfCycles();

  /** A change goes down this list: tried, rolled out, its workflow, its API. */
  @ArchTest
  static void packagesOfControlDependUpwardsOnly(JavaClasses classes) {
    List<String> upperFirst =
        List.of(
            "config", "loop", "event", "store", "status", "metrics", "health", "trial", "rollout",
            "change", "admin");
    LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : upperFirst) {
      layers = layers.layer(name).definedBy("io.evenkeel.control." + name + "..");
    }
    for (int i = 0; i < upperFirst.size() - 1; i++) {
      String[] lower = upperFirst.subList(i + 1, upperFirst.size()).toArray(String[]::new);
      layers = layers.whereLayer(upperFirst.get(i)).mayOnlyBeAccessedByLayers(lower);
    }
    layers.whereLayer("admin").mayNotBeAccessedByAnyLayer().check(classes);
  }

  /** Its classes are only loaded for a configuration that names a certificate. */
  @ArchTest
  static final ArchRule ONLY_THE_JUDGES_OF_CERTIFICATES_KNOW_BOUNCY_CASTLE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.evenkeel.control.config.certificate")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule PACKAGES_OF_APP_FORM_NO_CYCLE =
      slices().matching("io.evenkeel.app.(*)..").should().beFreeOfCycles();
}
