package io.evenkeel.control.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In virtual time. */
class ProbeQueueTest {
  private static final long MS = 1_000_000;
  private static final HealthPolicy POLICY = new HealthPolicy(Trials.NEW, Trials.NONE);

  private final long begin = Long.MAX_VALUE - 700 * MS; // overflows soon
  private final Map<HostPort, List<Long>> sent = new HashMap<>();
  private int mostInFlight;
  private long end;

  /** Answers come after a random time of up to {@code slowest}. */
  private void run(ProbeQueue queue, PreflightBounds bounds, long slowest, long seed) {
    Random random = new Random(seed);
    TreeMap<Long, List<ProbeQueue.Turn>> underWay = new TreeMap<>();
    Set<HostPort> busy = new HashSet<>();
    long now = 0;
    while (!queue.isDone()) {
      for (List<ProbeQueue.Turn> done : List.copyOf(underWay.headMap(now, true).values())) {
        for (ProbeQueue.Turn turn : done) {
          busy.remove(turn.server());
          queue.answered(turn, Trials.PASS, begin + now);
        }
      }
      underWay.headMap(now, true).clear();
      for (ProbeQueue.Turn turn = queue.takeDue(begin + now);
          turn != null;
          turn = queue.takeDue(begin + now)) {
        assertThat(busy.add(turn.server())).as("one at a time, seed %d", seed).isTrue();
        sent.computeIfAbsent(turn.server(), _ -> new ArrayList<>()).add(now);
        long answer = now + 1 + (long) (random.nextDouble() * slowest);
        underWay.computeIfAbsent(answer, _ -> new ArrayList<>()).add(turn);
        mostInFlight = Math.max(mostInFlight, busy.size());
      }
      assertThat(busy.size()).as("seed %d", seed).isLessThanOrEqualTo(bounds.inFlight());
      end = now;
      now += MS;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void boundsHoldForAThousandServers(long seed) {
    PreflightBounds bounds = PreflightBounds.DEFAULT;
    ProbeQueue queue = queue(bounds, Trials.pool(Trials.API, 1000, Trials.NEW));
    run(queue, bounds, 400 * MS, seed);
    assertThat(sent).hasSize(1000);
    List<Long> all = new ArrayList<>();
    sent.values()
        .forEach(times -> {
          assertThat(times).as("seed %d", seed).hasSize(4); // a connection and three rounds
          for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1))
                .as("spacing of a server, seed %d", seed)
                .isGreaterThanOrEqualTo(bounds.spacing().toNanos());
          }
          all.addAll(times);
        });
    assertThat(mostInASecond(all)).isLessThanOrEqualTo(2_000 + 10); // and the burst
    assertThat(end).isLessThan(4_000 * MS);
  }

  /** Every server lets the timeout of a second pass each time. */
  @Test
  void aThousandServersThatDoNotAnswerTakeThreeSeconds() {
    PreflightBounds bounds = PreflightBounds.DEFAULT;
    ProbeQueue queue = new ProbeQueue(bounds, begin);
    Pool pool = Trials.pool(Trials.API, 1000, Trials.NEW);
    for (Server server : pool.servers()) {
      queue.add(known(server, Trials.NEW));
    }
    run(queue, bounds, 1000 * MS, 1);
    assertThat(mostInFlight).isLessThanOrEqualTo(1_024);
    assertThat(end).isLessThan(4_000 * MS);
  }

  @Test
  void fewInFlightWhenToldSo() {
    PreflightBounds bounds =
        new PreflightBounds(2, Duration.ofMillis(10), 7, 100_000, Duration.ofHours(1));
    run(queue(bounds, Trials.pool(Trials.API, 50, Trials.NEW)), bounds, 30 * MS, 1);
    assertThat(mostInFlight).isEqualTo(7);
    assertThat(sent.values()).allMatch(times -> times.size() == 3);
  }

  /** Its check goes every 100 ms: asking it as often does no more than that. */
  @Test
  void aShorterIntervalIsTheSpacing() {
    HealthCheck.Active fast =
        new HealthCheck.Active(
            Trials.NEW.probe(), 0, Duration.ofMillis(100), Duration.ofMillis(50), 2, 3);
    ProbeQueue queue = new ProbeQueue(PreflightBounds.DEFAULT, begin);
    queue.add(known(Trials.pool(Trials.API, 1, fast).servers().getFirst(), fast));
    run(queue, PreflightBounds.DEFAULT, MS, 1);
    assertThat(sent.get(Trials.address(1))).containsExactly(0L, 100 * MS, 200 * MS);
  }

  /** The same address in two pools is one server, that shall not be asked twice at once. */
  @Test
  void poolsThatShareServersShareTheirTurns() {
    Pool api = Trials.pool(Trials.API, 3, Trials.NEW);
    ProbeQueue queue =
        queue(PreflightBounds.DEFAULT, api, Trials.pool(new PoolName("next"), 3, Trials.NEW));
    run(queue, PreflightBounds.DEFAULT, 300 * MS, 1);
    assertThat(sent.get(Trials.address(1))).hasSize(8);
    assertThat(end).isGreaterThanOrEqualTo(7 * 250 * MS);
  }

  private ProbeQueue queue(PreflightBounds bounds, Pool... pools) {
    ProbeQueue queue = new ProbeQueue(bounds, begin);
    for (Pool pool : pools) {
      for (Server server : pool.servers()) {
        queue.add(ServerTrial.ofNew(server, POLICY, pool.timeouts().connect(), bounds.rounds()));
      }
    }
    return queue;
  }

  private ServerTrial known(Server server, HealthCheck.Active check) {
    return ServerTrial.ofKnown(
            server,
            POLICY,
            Trials.readiness(io.evenkeel.core.health.Health.HEALTHY, begin),
            List.of(new ChangedCheck(CheckRole.READINESS, check, Trials.OLD)))
        .plan(3, List.of());
  }

  private static int mostInASecond(List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    int most = 0;
    int from = 0;
    for (int to = 0; to < sorted.size(); to++) {
      while (sorted.get(to) - sorted.get(from) >= 1000 * MS) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }
}
