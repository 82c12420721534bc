package io.evenkeel.core.health;

import static io.evenkeel.core.health.CheckTrust.Company.FEW;
import static io.evenkeel.core.health.CheckTrust.Company.MANY;
import static io.evenkeel.core.health.CheckTrust.Company.MANY_LATELY;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.health.CheckTrust.Company;
import io.evenkeel.core.health.TrustWorld.Node;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision table of {@link CheckTrust}, row by row; then what somebody could do with it. */
class CheckTrustTest {
  @ParameterizedTest
  @CsvSource({
    "MANY, SUCCEEDS, false, true",
    "MANY, SUCCEEDS, true, true",
    "MANY, TOO_LITTLE, false, false",
    "MANY, TOO_LITTLE, true, true",
    "MANY_LATELY, SUCCEEDS, true, true",
    "MANY_LATELY, TOO_LITTLE, true, true",
    "MANY_LATELY, SUCCEEDS, false, false",
    "MANY_LATELY, TOO_LITTLE, false, false",
    "FEW, SUCCEEDS, true, false",
    "FEW, SUCCEEDS, false, false",
    "FEW, TOO_LITTLE, true, false",
    "FEW, TOO_LITTLE, false, false",
  })
  void theTable(Company company, Witness witness, boolean until, boolean trusted) {
    assertThat(CheckTrust.isTrusted(company, witness, until)).isEqualTo(trusted);
  }

  @ParameterizedTest
  @EnumSource(Company.class)
  void whoeverFailsItsTrafficIsNeverTrusted(Company company) {
    for (boolean until : List.of(true, false)) {
      assertThat(CheckTrust.isTrusted(company, Witness.FAILS, until)).isFalse();
      assertThat(CheckTrust.isTrusted(company, Witness.SILENT, until)).isFalse();
    }
    assertThat(Company.values()).containsExactly(MANY, MANY_LATELY, FEW);
  }

  @Test
  void aCheckThatIsWrongEverywhereIsSuspectedAndLosesNobodyForAMoment() {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    for (int i = 0; i < 400; i++) {
      world.pass(0.1);
      assertThat(world.serving()).as("after %d steps of 100 ms", i).isEqualTo(3);
    }
    assertThat(world.trusted()).isEqualTo(3);
    assertThat(world.node(0).trust.evidence()).isEqualTo("200 of 200 requests succeeded in 10 s");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 100})
  void aDeadFleetIsObeyed(int servers) {
    TrustWorld world = TrustWorld.serving(servers);
    world.nodes.forEach(Node::die);
    for (int i = 0; i < 400; i++) {
      world.pass(0.1);
      assertThat(world.trusted()).as("after %d steps of 100 ms", i).isZero();
    }
    assertThat(world.serving()).isZero();
  }

  @Test
  void theOnlyServerOfAPoolIsSuspectedToo() {
    TrustWorld world = TrustWorld.serving(1);
    world.breakChecks(0);
    world.pass(20);
    assertThat(world.trusted()).isOne();
  }

  @Test
  void theLastServerThatWasHealthyIsSuspectedToo() {
    TrustWorld world = TrustWorld.serving(3);
    world.node(0).die();
    world.node(1).die();
    world.pass(60);
    assertThat(world.serving()).isOne();
    world.breakChecks(2);
    world.pass(20);
    assertThat(world.trusted()).isOne();
    assertThat(world.node(2).trust.isTrusted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 0", "3, 1, 0", "3, 2, 2", "4, 2, 2", "10, 4, 0", "10, 5, 5"})
  void manyAreAtLeastTwoAndAtLeastHalf(int servers, int failing, int trusted) {
    TrustWorld world = TrustWorld.serving(servers);
    for (int i = 0; i < failing; i++) {
      world.breakChecks(i);
    }
    world.pass(20);
    assertThat(world.trusted()).isEqualTo(trusted);
    assertThat(world.serving()).isEqualTo(servers - failing + trusted);
  }

  @Test
  void whoFailsOneAfterTheOtherIsObeyed() {
    TrustWorld world = TrustWorld.serving(4);
    for (int i = 0; i < 3; i++) {
      world.breakChecks(i);
      world.pass(30);
      assertThat(world.trusted()).isZero();
    }
  }

  @Test
  void withoutTrafficTheChecksHold() {
    TrustWorld world = TrustWorld.serving(3);
    world.nodes.forEach(node -> node.requestsPerSecond = 0);
    world.breakChecks(0, 1, 2);
    world.pass(60);
    assertThat(world.trusted()).isZero();
    assertThat(world.serving()).isZero();
  }

  @Test
  void proofThatComesLaterCountsToo() {
    TrustWorld world = TrustWorld.serving(3);
    world.nodes.forEach(node -> node.requestsPerSecond = 0);
    world.breakChecks(0, 1, 2);
    world.pass(60);
    world.nodes.forEach(node -> node.requestsPerSecond = 10); // panic mode keeps serving
    world.pass(5);
    assertThat(world.trusted()).isEqualTo(3);
  }

  @Test
  void aLullDoesNotEndTheSuspicionButTheFirstFailuresDo() {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    world.pass(20);
    world.nodes.forEach(node -> node.requestsPerSecond = 0);
    world.pass(3_600);
    assertThat(world.trusted()).isEqualTo(3);
    world.node(1).die();
    world.nodes.forEach(node -> node.requestsPerSecond = 10);
    world.pass(0.5);
    assertThat(world.trusted()).isEqualTo(2);
  }

  @Test
  void theSuspicionEndsWhenTheChecksPassAgain() {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    world.pass(20);
    world.repairChecks(0, 1, 2);
    for (int i = 0; i < 100; i++) {
      world.pass(0.1);
      assertThat(world.serving()).isEqualTo(3);
    }
    assertThat(world.trusted()).isZero();
  }

  @Test
  void aCheckThatWorksForTheOthersAgainIsObeyed() {
    TrustWorld world = TrustWorld.serving(4);
    world.breakChecks(0, 1, 2, 3);
    world.pass(20);
    world.repairChecks(0, 1, 2);
    world.pass(20);
    assertThat(world.trusted()).isZero();
    assertThat(world.serving()).isEqualTo(3);
  }

  @Test
  void aServerThatHasNeverPassedIsNotTrusted() {
    TrustWorld world = new TrustWorld(3);
    world.breakChecks(0, 1, 2);
    world.pass(60);
    assertThat(world.trusted()).isZero();
    assertThat(world.serving()).isZero();
  }
}
