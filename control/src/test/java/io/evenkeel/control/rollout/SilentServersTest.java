package io.evenkeel.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.Snapshots;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.Durations;
import io.evenkeel.core.stats.LogHistogram;
import io.evenkeel.core.stats.PoolCounts;
import io.evenkeel.core.stats.PoolReading;
import io.evenkeel.core.stats.RequestCounts;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SilentServersTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MS = 1_000_000;

  private final SilentServers silent = new SilentServers();
  private final Snapshot base = Snapshots.ofServers(2);
  private final Snapshot canary = Snapshots.ofServers(3);
  private final ServerState fresh = Snapshots.servers(canary).get(2);

  private boolean isSilent(long answers, long millis, long seconds) {
    return silent
        .look(canary, base, Map.of("api", control(answers, millis)), seconds * SECOND)
        .isPresent();
  }

  private static PoolReading control(long answers, long millis) {
    long[] buckets = new long[LogHistogram.BUCKETS];
    buckets[LogHistogram.bucketOf(millis * MS)] = answers;
    RequestCounts counts = new RequestCounts(answers, 0, 0, new Durations(buckets, 0));
    return new PoolReading(new PoolCounts(counts, Map.of()), 2, 2, Map.of());
  }

  private static void ask(ServerState server, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(server.tryStart(0)).isTrue();
    }
  }

  @Test
  void aNewServerThatAnswersNobodyIsNoticedAfterFiveSeconds() {
    ask(fresh, 3);
    assertThat(isSilent(1_000, 4, 0)).isFalse();
    assertThat(isSilent(1_000, 4, 4)).isFalse();
    assertThat(silent.look(canary, base, Map.of("api", control(1_000, 4)), 5 * SECOND))
        .contains(
            "pool api: api-3 is new and silent: 3 requests wait for an answer, none began in 5 s");
    silent.forget();
    assertThat(isSilent(1_000, 4, 6)).as("another canary").isFalse();
  }

  @Test
  void anAnswerEndsTheSilence() {
    ask(fresh, 4);
    assertThat(isSilent(1_000, 4, 0)).isFalse();
    fresh.answerBegun(0);
    assertThat(isSilent(1_000, 4, 4)).isFalse();
    assertThat(isSilent(1_000, 4, 8)).isFalse();
    assertThat(isSilent(1_000, 4, 9)).isTrue();
  }

  /** Whoever polls for long answers late, the new server too. */
  @Test
  void wherePeersAreSlowItHasMoreTime() {
    ask(fresh, 5);
    assertThat(isSilent(1_000, 2_000, 0)).isFalse();
    assertThat(isSilent(1_000, 2_000, 15)).isFalse();
    assertThat(isSilent(1_000, 2_000, 25)).isTrue();
  }

  @Test
  void withoutPeersItHasHalfOfTheTimeout() {
    ask(fresh, 5);
    assertThat(isSilent(7, 4, 0)).isFalse();
    assertThat(isSilent(7, 4, 14)).isFalse();
    assertThat(isSilent(7, 4, 15)).isTrue();
  }

  @Test
  void twoRequestsAndOldServersAreLeftAlone() {
    ask(fresh, 2);
    ask(Snapshots.servers(canary).getFirst(), 9);
    assertThat(isSilent(1_000, 4, 0)).isFalse();
    assertThat(isSilent(1_000, 4, 60)).isFalse();
  }
}
