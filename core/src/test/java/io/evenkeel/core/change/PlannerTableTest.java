package io.evenkeel.core.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables: what is refused, what is looked at, what goes through. */
class PlannerTableTest {
  static Stream<ChangeCase> bad() {
    return BadChanges.all();
  }

  static Stream<ChangeCase> doubtful() {
    return DoubtfulChanges.all();
  }

  static Stream<ChangeCase> good() {
    return GoodChanges.all();
  }

  static Stream<ChangeCase> protection() {
    return ProtectionChanges.all();
  }

  @ParameterizedTest
  @MethodSource({"bad", "doubtful", "good", "protection"})
  void eachChangeGetsItsVerdict(ChangeCase change) {
    Plan plan = change.plan();
    Set<String> codes = plan.findings().stream().map(Finding::code).collect(Collectors.toSet());
    assertThat(codes).as("%s %s", change.name(), plan.findings()).isEqualTo(change.codes());
    assertThat(plan.verdict()).as("%s", plan.findings()).isEqualTo(change.verdict());
  }

  @Test
  void theTablesAreLargeAndTheirNamesUnique() {
    assertThat(bad().count() + doubtful().count()).isGreaterThanOrEqualTo(80);
    assertThat(good()).hasSizeGreaterThanOrEqualTo(40);
    Set<String> names = new HashSet<>();
    assertThat(Stream.of(bad(), doubtful(), good(), protection()).flatMap(all -> all))
        .allMatch(change -> names.add(change.name()));
  }

  @Test
  void everyRuleHasACase() {
    Set<String> codes =
        Stream.of(bad(), doubtful(), good(), protection())
            .flatMap(all -> all)
            .flatMap(change -> change.codes().stream())
            .collect(Collectors.toSet());
    for (PlanCode code : PlanCode.values()) {
      // What stands in the way on this machine is found by the preflight, which has its own tests.
      if (!code.id().startsWith("EK312")) {
        assertThat(codes).as("%s", code).contains(code.id());
      }
    }
  }
}
