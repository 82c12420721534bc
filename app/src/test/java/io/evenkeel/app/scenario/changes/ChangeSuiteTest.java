package io.evenkeel.app.scenario.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Every change of the tables on one running balancer under 500 requests a second: gets its verdict,
 * and no request fails, neither while a bad one is refused nor while a good one is rolled out and
 * taken back.
 */
@NullUnmarked
class ChangeSuiteTest {
  private static final List<Case> BAD =
      Stream.of(
              BadChecks.QUESTIONS,
              BadChecks.TIMES_AND_POWERS,
              BadServers.CASES,
              BadSpreading.CASES,
              BadRoutes.ROUTES,
              BadRoutes.LISTENERS,
              BadPolicies.SAFEGUARDS,
              BadPolicies.TEXTS)
          .flatMap(Collection::stream)
          .toList();

  private static final List<Case> GOOD =
      Stream.of(
              GoodTexts.CASES,
              GoodChecks.CASES,
              GoodServers.CASES,
              GoodSpreading.CASES,
              GoodRoutes.ROUTES,
              GoodRoutes.POLICY)
          .flatMap(Collection::stream)
          .toList();

  /** Requests that are served on after a refusal, at least. */
  private static final int SERVED_ON = 10;

  /** What a machine that is busy otherwise may take from 500 requests a second. */
  private static final double LEAST_PER_SECOND = 0.8 * Bed.REQUESTS_PER_SECOND;

  private static final AtomicInteger STEP = new AtomicInteger();

  private static Bed bed;
  private static LoadTally seen = new LoadTally(0, 0, List.of());
  private static long startNanos;

  @BeforeAll
  static void start(@TempDir Path folder) {
    bed = new Bed(folder);
    startNanos = System.nanoTime();
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @Test
  void thereAreEnough() {
    assertThat(BAD).hasSizeGreaterThanOrEqualTo(60);
    assertThat(GOOD).hasSizeGreaterThanOrEqualTo(60);
    assertThat(Stream.of(BAD, GOOD).flatMap(List::stream).map(Case::name)).doesNotHaveDuplicates();
  }

  @TestFactory
  Stream<DynamicTest> noBadChangeGetsThrough() {
    return BAD.stream()
        .map(change -> DynamicTest.dynamicTest(change.name(), () -> stopped(change)));
  }

  @TestFactory
  Stream<DynamicTest> everyGoodChangeGetsThrough() {
    return GOOD.stream()
        .map(change -> DynamicTest.dynamicTest(change.name(), () -> served(change)));
  }

  @Test
  void nothingIsChangedWhileAnOperatorForbidsIt() {
    assertThat(bed.desk().freeze().status()).isEqualTo(200);
    try {
      stopped(
          Case.refused("while it is frozen", "EK3002", Edit.swap("bake: 200ms", "bake: 300ms")));
    } finally {
      assertThat(bed.desk().unfreeze().status()).isEqualTo(200);
    }
  }

  @Test
  void nothingIsChangedInAWindowOfFreezing() {
    bed.settle();
    Edit freeze =
        Edit.swap(
            "approvals: 1\n",
            "approvals: 1\n  freeze: [ \"<yesterday> 00:00 - <tomorrow> 23:00 UTC\" ]\n");
    Case begin = Case.safe("the freeze begins", freeze);
    committed("apply", begin, bed.desk().apply(plan(begin).text("id")));
    LoadTally before = bed.load();
    long now = System.nanoTime();
    Case during =
        Case.refused("during the freeze", "EK3001", freeze.and(Edit.swap("p99: x100", "p99: x9")));
    Desk.Reply plan = plan(during);
    assertThat(bed.desk().apply(plan.text("id")).text("kind")).isEqualTo("invalid");
    none(during, before, now);
    bed.settle();
  }

  private static void stopped(Case change) {
    bed.settle();
    LoadTally before = bed.load();
    long begin = System.nanoTime();
    Desk.Reply plan = plan(change);
    if (!change.verdict().equals(Case.INVALID)) {
      Desk.Reply apply = bed.desk().apply(plan.text("id"));
      boolean waits = change.verdict().equals(Case.DOUBTFUL);
      assertThat(apply.text("kind")).as("apply %s", apply).isEqualTo(waits ? "waiting" : "invalid");
    }
    bed.awaitServed(SERVED_ON);
    none(change, before, begin);
  }

  private static void served(Case change) {
    bed.settle();
    LoadTally before = bed.load();
    long begin = System.nanoTime();
    Desk.Reply plan = plan(change);
    if (!change.verdict().equals(Case.NOTHING)) {
      String id = plan.text("id");
      long needed = plan.json().path("approvalsNeeded").asLong(0);
      assertThat(needed).isEqualTo(change.verdict().equals(Case.DOUBTFUL) ? 1 : 0);
      if (needed > 0) {
        assertThat(bed.desk().approve(id, "ben").status()).isEqualTo(200);
      }
      committed("apply", change, bed.desk().apply(id));
      committed("rollback", change, bed.desk().rollback());
    }
    none(change, before, begin);
  }

  private static Desk.Reply plan(Case change) {
    Desk.Reply plan = bed.desk().plan(bed.file(), bed.filled(change.edit().of(Base.TEXT)));
    boolean refused = change.verdict().equals(Case.INVALID);
    String verdict = change.verdict().equals(Case.NOTHING) ? Case.SAFE : change.verdict();
    assertThat(plan.status())
        .as("%s: %s", change.name(), pretty(plan))
        .isEqualTo(refused ? 422 : 200);
    if (!refused) {
      assertThat(plan.text("verdict")).as("%s: %s", change.name(), pretty(plan)).isEqualTo(verdict);
      assertThat(plan.json().path("changes").isEmpty())
          .as("%s: %s", change.name(), pretty(plan))
          .isEqualTo(change.verdict().equals(Case.NOTHING));
    }
    assertThat(change.code().isEmpty() ? verdict.equals(Case.SAFE) : plan.has(change.code()))
        .as("%s: %s", change.name(), pretty(plan))
        .isTrue();
    return plan;
  }

  private static void committed(String what, Case change, Desk.Reply begun) {
    assertThat(begun.status()).as("%s %s: %s", what, change.name(), begun).isEqualTo(200);
    JsonNode end = bed.desk().awaitEnd();
    assertThat(end.path("stage").asString(""))
        .as("%s %s: %s\n%s", what, change.name(), end, bed.output())
        .isEqualTo("committed");
  }

  private static void none(Case change, LoadTally before, long beginNanos) {
    LoadTally after = bed.load();
    double seconds = (System.nanoTime() - beginNanos) / 1e9;
    long requests = after.ok() - before.ok();
    // Since the case before: nothing between two of them is left out.
    long failed = after.failed() - seen.failed();
    seen = after;
    System.out.printf(
        "%3d  %6.1f s  %-14s %-7s %5.2f s  %5d requests  %d failed  %s%n",
        STEP.incrementAndGet(),
        (System.nanoTime() - startNanos) / 1e9,
        change.verdict(),
        change.code(),
        seconds,
        requests,
        failed,
        change.name());
    assertThat(failed).as("%s: %s", change.name(), after.failures()).isZero();
    if (seconds > 1) {
      assertThat(requests / seconds).as("%s: load", change.name()).isGreaterThan(LEAST_PER_SECOND);
    }
  }

  private static String pretty(Desk.Reply reply) {
    return reply.json().toPrettyString();
  }
}
