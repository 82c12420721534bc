package io.evenkeel.core;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.PoolRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lower package may use an upper one, never the reverse. */
class LayersTest {
  private static final List<String> UPPER_FIRST =
      List.of(
          "time",
          "model",
          "stats",
          "health",
          "resilience",
          "server",
          "balance",
          "event",
          "route",
          "change",
          "runtime",
          "forecast");

  @Test
  void packagesDependUpwardsOnly() {
    LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : UPPER_FIRST) {
      layers = layers.optionalLayer(name).definedBy("io.evenkeel.core." + name + "..");
    }
    for (int i = 0; i < UPPER_FIRST.size(); i++) {
      List<String> lower = UPPER_FIRST.subList(i + 1, UPPER_FIRST.size());
      layers =
          lower.isEmpty()
              ? layers.whereLayer(UPPER_FIRST.get(i)).mayNotBeAccessedByAnyLayer()
              : layers
                  .whereLayer(UPPER_FIRST.get(i))
                  .mayOnlyBeAccessedByLayers(lower.toArray(String[]::new));
    }
    layers
        // A route leads to its pool: the request that matched must not look it up by name.
        .ignoreDependency(CompiledRoute.class, PoolRuntime.class)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.evenkeel.core"));
  }
}
