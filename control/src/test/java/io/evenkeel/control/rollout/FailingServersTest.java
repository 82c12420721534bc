package io.evenkeel.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.Snapshots;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.PoolCounts;
import io.evenkeel.core.stats.PoolReading;
import io.evenkeel.core.stats.RequestCounts;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailingServersTest {
  private static final long MS = 1_000_000;

  private final FailingServers failing = new FailingServers();
  private final Snapshot base = Snapshots.ofServers(2);
  private final Snapshot canary = Snapshots.ofServers(3);
  private final ServerState fresh = Snapshots.servers(canary).get(2);

  private Optional<String> look(long errorsOf1000) {
    RequestCounts counts =
        new RequestCounts(1_000, errorsOf1000, 0, RequestCounts.ZERO.durations());
    return failing.look(
        canary,
        base,
        Map.of("api", new PoolReading(new PoolCounts(counts, Map.of()), 2, 2, Map.of())));
  }

  @Test
  void aNewServerThatFailsMostOfTheFewThatItGetsIsNoticed() {
    assertThat(look(0)).isEmpty();
    Snapshots.respond(fresh, 4, 500, MS);
    Snapshots.respond(fresh, 4, 200, MS);
    assertThat(look(0)).as("four may be chance").isEmpty();
    Snapshots.respond(fresh, 1, 500, MS);
    assertThat(look(0)).contains("pool api: api-3 is new and failed 5 of 9 requests");
  }

  @Test
  void oneThatFailsTheSmallerPartIsTheGuardsBusiness() {
    assertThat(look(0)).isEmpty();
    Snapshots.respond(fresh, 10, 500, MS);
    Snapshots.respond(fresh, 10, 200, MS);
    assertThat(look(0)).isEmpty();
  }

  @Test
  void whereTheOthersFailAsWellItIsNotTheServer() {
    assertThat(look(250)).isEmpty();
    Snapshots.respond(fresh, 20, 500, MS);
    assertThat(look(250)).isEmpty();
    assertThat(look(249)).isPresent();
  }

  @Test
  void itsPastAndServersThatAreServedAlreadyAreLeftAlone() {
    Snapshots.respond(fresh, 20, 500, MS);
    assertThat(look(0)).as("before this canary").isEmpty();
    Snapshots.respond(Snapshots.servers(canary).getFirst(), 20, 500, MS);
    assertThat(look(0)).isEmpty();
    Snapshots.respond(fresh, 5, 500, MS);
    assertThat(look(0)).isPresent();
    failing.forget();
    assertThat(look(0)).as("another canary").isEmpty();
  }
}
