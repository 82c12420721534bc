package io.evenkeel.control.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.control.Snapshots;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rates of servers that are read only when they did something. */
class StatusSamplerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private final Snapshot snapshot = Snapshots.ofServers(2);
  private final List<ServerState> servers = Snapshots.servers(snapshot);
  private final StatusSampler sampler = new StatusSampler();
  private long now;

  @BeforeEach
  void begin() {
    sampler.sample(snapshot, now);
  }

  private void seconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      snapshot.pools().values().forEach(pool -> pool.asked().take(sampler::asked));
      sampler.sample(snapshot, now);
    }
  }

  private ServerRates rates() {
    return sampler.rates(servers.getFirst());
  }

  @Test
  void whatAServerDidIsOverAfterTenSecondsOfQuiet() {
    Snapshots.respond(servers.getFirst(), 50, 200, 4 * MILLI);
    seconds(10);
    assertThat(rates().attempts()).isEqualTo(50);
    assertThat(rates().attemptsPerSecond()).isCloseTo(5, within(1e-9));
    seconds(1);
    assertThat(rates().attempts()).isZero();
    seconds(30);
    assertThat(rates().attempts()).isZero();
    Snapshots.respond(servers.getFirst(), 7, 200, 4 * MILLI);
    seconds(1);
    assertThat(rates().attempts()).isEqualTo(7);
  }

  @Test
  void percentilesForgetWhatWasBeforeALongQuiet() {
    Snapshots.respond(servers.getFirst(), 100, 200, 900 * MILLI);
    seconds(23);
    Snapshots.respond(servers.getFirst(), 5, 200, 4 * MILLI);
    seconds(1);
    assertThat(rates().p99Nanos()).isCloseTo(4e6, within(0.3e6));
    seconds(3);
    Snapshots.respond(servers.getFirst(), 5, 200, 30 * MILLI);
    seconds(1);
    assertThat(rates().p50Nanos()).isCloseTo(4e6, within(0.3e6));
    assertThat(rates().p99Nanos()).isCloseTo(30e6, within(2e6));
  }

  @Test
  void aRequestThatEndsLongAfterItCameIsCounted() {
    ServerState server = servers.getFirst();
    server.tryStart(now);
    seconds(5);
    assertThat(rates().attempts()).isZero();
    server.finished(new AttemptResult.Responded(200, 5 * SECOND), 0, now);
    seconds(1);
    assertThat(rates().attempts()).isEqualTo(1);
    assertThat(rates().p50Nanos()).isCloseTo(5e9, within(0.4e9));
  }

  @Test
  void aServerThatAnsweredBeforeItWasKnownStartsFromThere() {
    StatusSampler later = new StatusSampler();
    Snapshots.respond(servers.getFirst(), 100, 200, 900 * MILLI);
    later.sample(snapshot, now);
    Snapshots.respond(servers.getFirst(), 10, 200, 4 * MILLI);
    now += SECOND;
    snapshot.pools().values().forEach(pool -> pool.asked().take(later::asked));
    later.sample(snapshot, now);
    ServerRates rates = later.rates(servers.getFirst());
    assertThat(rates.attempts()).isEqualTo(10);
    assertThat(rates.p99Nanos()).isCloseTo(4e6, within(0.3e6));
  }
}
