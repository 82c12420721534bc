package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a half-broken fleet, or somebody who means it, could do with {@link CheckTrust}. */
class CheckTrustAttackTest {
  /** Whoever can make all checks fail must not thereby keep the dead in. */
  @Test
  void aServerThatDiesWhileTheChecksAreJammedIsOutWithinASecond() {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    world.pass(60);
    assertThat(world.trusted()).isEqualTo(3);
    world.node(1).die();
    world.pass(1);
    assertThat(world.node(1).trust.isTrusted()).isFalse();
    assertThat(world.serving()).isEqualTo(2);
    world.pass(60);
    assertThat(world.serving()).isEqualTo(2);
  }

  @Test
  void aServerThatHangsWhileTheChecksAreJammedIsOutWithinFourSeconds() {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    world.pass(60);
    world.node(1).hang();
    world.pass(4);
    assertThat(world.node(1).trust.isTrusted()).isFalse();
    assertThat(world.serving()).isEqualTo(2);
  }

  /** Clients that do not wait leave nothing in flight, and no failure. */
  @Test
  void aServerThatHangsIsOutAlsoWhenItsClientsGiveUp() {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    world.pass(60);
    world.node(1).hangUntilClientsGiveUp();
    world.pass(2);
    assertThat(world.serving()).isEqualTo(2);
  }

  /** Half of the fleet is dead, the other half well, and all checks fail. */
  @Test
  void ofAHalfBrokenFleetOnlyTheWorkingHalfIsKept() {
    TrustWorld world = TrustWorld.serving(10);
    for (int i = 0; i < 5; i++) {
      world.node(i).die();
    }
    world.breakChecks(5, 6, 7, 8, 9);
    world.pass(30);
    assertThat(world.serving()).isEqualTo(5);
    for (int i = 0; i < 10; i++) {
      assertThat(world.node(i).trust.isTrusted()).as("server %d", i).isEqualTo(i >= 5);
    }
  }

  /** A deployment that has lost its routes answers 404 to its check and to everybody. */
  @Test
  void aFleetThatAnswers404ToEverythingIsObeyed() {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    world.nodes.forEach(node -> node.answers(0, 1, 0));
    world.pass(30);
    assertThat(world.trusted()).isZero();
  }

  @Test
  void clientsThatWereRejectedBeforeDoNotCount() {
    TrustWorld world = TrustWorld.serving(3);
    world.nodes.forEach(node -> node.answers(0.6, 0.4, 0));
    world.pass(60);
    world.breakChecks(0, 1, 2);
    world.pass(30);
    assertThat(world.trusted()).isEqualTo(3);
  }

  /** The static files still come, every call of the API fails: each tenth request before. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100, 1_000})
  void requestsSentForThePurposeDoNotHideTheFailuresOfOthers(int flood) {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    for (TrustWorld.Node node : world.nodes) {
      node.requestsPerSecond *= flood;
      node.answers(1 - 0.12 / flood, 0, 0.12 / flood); // as many failures, among ever more
    }
    world.pass(5);
    for (int i = 0; i < 100; i++) {
      world.pass(0.25);
      assertThat(world.trusted()).as("flood of %d", flood).isZero();
    }
  }

  /** Who makes the checks fail may also make clients fail: then it is as without all this. */
  @Test
  void aFloodOfRejectedRequestsGetsTheChecksObeyed() {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    world.pass(30);
    for (TrustWorld.Node node : world.nodes) {
      node.requestsPerSecond *= 10;
      node.answers(0.1, 0.9, 0);
    }
    world.pass(10);
    assertThat(world.trusted()).isZero();
  }

  /** Servers that flap between the two must not be trusted for the good half alone. */
  @Test
  void aServerThatFailsOneRequestInTenIsNeverTrusted() {
    TrustWorld world = TrustWorld.serving(3);
    world.breakChecks(0, 1, 2);
    world.nodes.forEach(node -> node.answers(0.9, 0, 0.1));
    world.pass(5);
    for (int i = 0; i < 200; i++) {
      world.pass(0.25);
      assertThat(world.trusted()).isZero();
    }
  }
}
