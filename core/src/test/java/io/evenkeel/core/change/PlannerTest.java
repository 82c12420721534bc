package io.evenkeel.core.change;

import static io.evenkeel.core.change.ChangeCase.get;
import static io.evenkeel.core.change.ChangeCase.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Config;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Config SHOP = ChangeCase.shop();

  @Test
  void theFindingOfTheStoryReadsAsPromised() {
    Finding finding = plan(d -> d.pool("api").probe(get("/api/health"))).findings().getFirst();
    assertThat(finding.code()).isEqualTo("EK3101");
    assertThat(finding.path()).isEqualTo("pools.api.health.readiness.http");
    assertThat(finding.message())
        .isEqualTo("the new check fails on 4 of 4 servers that are healthy now");
    assertThat(finding.evidence()).contains("a1 GET /api/health -> 404 in 2 ms").hasSize(4);
    assertThat(finding.help()).isEqualTo("the current path /health answers 200 on all of them");
  }

  @Test
  void evidenceIsBriefHoweverManyServersThereAre() {
    Draft draft = new Draft(SHOP);
    draft.pool("api").servers = List.of(ChangeCase.servers("a", 10, 100));
    Config before = draft.done();
    draft.pool("api").probe(get("/nope"));
    Finding finding = new World().plan(before, draft.done()).findings().getFirst();
    assertThat(finding.evidence()).hasSize(13).last().isEqualTo("and 88 more");
  }

  @Test
  void findingsStandWhereTheFileHasThem() {
    SourceSpan health = new SourceSpan("evenkeel.yaml", 12, 15, 7);
    SourceSpan whole = new SourceSpan("evenkeel.yaml", 1, 1, 1);
    PathPositions positions =
        new PathPositions(
            Map.of("pools.api.health", health, "listeners.web.routes", health), whole);
    assertThat(positions.apply("pools.api.health.readiness.http")).isEqualTo(health);
    assertThat(positions.apply("listeners.web.routes[3].pool")).isEqualTo(health);
    assertThat(positions.apply("pools.api.servers")).isEqualTo(whole);
    assertThat(positions.apply("")).isEqualTo(whole);
  }

  @Test
  void theSameProposalIsTheSamePlanHoweverLongItsProbesTook() {
    Config after = edited(d -> d.pool("api").probe(get("/ready")));
    World slow = new World();
    slow.elapsedMillis = 7;
    Plan one = new World().plan(SHOP, after);
    assertThat(one.id()).matches("[0-9a-f]{16}");
    assertThat(slow.plan(SHOP, after).id()).isEqualTo(one.id());
  }

  @Test
  void whatAReviewerDidNotSeeIsAnotherPlan() {
    Config after = edited(d -> d.pool("api").probe(get("/ready")));
    String id = new World().plan(SHOP, after).id();
    List<Consumer<World>> others =
        List.of(
            w -> w.base = 4, w -> w.author = "ana", w -> w.isTried = false, w -> w.flaky.add("a1"));
    for (Consumer<World> other : others) {
      World world = new World();
      other.accept(world);
      assertThat(world.plan(SHOP, after).id()).isNotEqualTo(id);
    }
    assertThat(plan(d -> d.pool("api").probe(get("/error"))).id()).isNotEqualTo(id);
  }

  @Test
  void whoLowersTheApprovalsNeedsThoseOfToday() {
    assertThat(Planner.approvalsNeeded(SHOP, plan(d -> d.changes = policy(0, 0.5)))).isEqualTo(1);
    assertThat(Planner.approvalsNeeded(SHOP, plan(d -> d.changes = policy(2, 0.5)))).isZero();
    assertThat(Planner.approvalsNeeded(SHOP, plan(d -> d.pool("api").probe(get("/ready")))))
        .isEqualTo(1);
  }

  @Test
  void aChangeThatCannotBeTriedSaysSo() {
    assertThat(plan(d -> d.web().bind = List.of(new BindAddress.Tcp("::", 80))).canarySkipped())
        .isEqualTo("addresses of listeners are bound for all clients at once");
    assertThat(plan(d -> d.changes = policy(2, 0.5)).canarySkipped())
        .isEqualTo("no request of a client meets the change");
    assertThat(plan(d -> d.pool("api").timeouts(1000, 60_000)).canarySkipped()).isEmpty();
    assertThat(plan(_ -> {}).canarySkipped()).isEqualTo("nothing changes");
  }

  @Test
  void verdictAndRiskFollowFromTheFindings() {
    Stream.of(BadChanges.all(), DoubtfulChanges.all(), GoodChanges.all())
        .flatMap(all -> all)
        .map(ChangeCase::plan)
        .forEach(plan -> {
          assertThat(plan.verdict() == Verdict.SAFE).isEqualTo(plan.findings().isEmpty());
          assertThat(plan.risk() == Risk.LOW).isEqualTo(plan.verdict() == Verdict.SAFE);
          if (plan.verdict() == Verdict.REFUSED) {
            assertThat(plan.risk()).isEqualTo(Risk.HIGH);
            assertThat(plan.findings().getFirst().isError()).isTrue();
          }
        });
  }

  @Test
  void aSafeguardGivenUpIsHighRiskASecondLookMedium() {
    assertThat(plan(d -> d.changes = policy(0, 0.5)).risk()).isEqualTo(Risk.HIGH);
    assertThat(plan(d -> d.pool("api").probe(get("/ready"))).risk()).isEqualTo(Risk.MEDIUM);
  }

  @Test
  void codesAreUniqueAndExplained() {
    assertThat(Arrays.stream(PlanCode.values()).map(PlanCode::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("EK3[0-2][0-9]{2}"));
    assertThat(Arrays.stream(PlanCode.values()).map(PlanCode::doc))
        .doesNotHaveDuplicates()
        .allMatch(doc -> doc.endsWith("."));
  }

  private static Config edited(Consumer<Draft> edit) {
    Draft draft = new Draft(SHOP);
    edit.accept(draft);
    return draft.done();
  }

  private static Plan plan(Consumer<Draft> edit) {
    return new World().plan(SHOP, edited(edit));
  }
}
