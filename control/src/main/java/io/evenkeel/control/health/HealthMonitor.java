package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.loop.LoopTimer;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ProbeSchedule;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the verdicts on the servers of the live snapshots: sends probes when they are due, applies
 * the answers, has the pools rebuilt whose servers turned, and tells. Control loop only, but for
 * the answers, which the prober may give from any thread.
 *
 * <p>Order of a batch of answers: count them, cross-examine them with the traffic ({@link
 * Verdicts}), write the servers' health, rebuild their pools, then send what is due. A verdict
 * belongs to the server, not to the snapshot: reloads keep it.
 *
 * <p>One snapshot is in power. Another may live beside it: a canary, or the one that a rollback
 * would bring back. Servers of both are checked as the one in power says; those that only the other
 * has, as that says, so that a canary's new servers have passed their checks, and the old servers
 * are still known, when they are needed.
 */
public final class HealthMonitor {
  /**
   * Probes under way at most. At 2,000 per second (10,000 servers, every 5 s) it is reached when
   * half of the servers let the default timeout of a second pass; then probes come later instead of
   * taking ever more descriptors.
   */
  public static final int MAX_IN_FLIGHT = 1_024;

  /**
   * Probes that are due within a batch go out together, and answers that come within it are applied
   * together: 10,000 servers wake the loop 80 times a second and not 4,000 times. With 25 ms
   * instead of 5 ms they cost 11.4 % of a core instead of 16.6 %. Never more than a hundredth of
   * the shortest interval, since a server shall be given up when it was promised.
   */
  private static final long MOST_BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private static final long LEAST_BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * When nothing is due the loop looks again after this: a message about answers that was refused
   * by a full loop must not stop the checks for good.
   */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What a probe said.
   *
   * @param extra whether it was sent outside of the schedule
   */
  private record Answer(Check check, boolean extra, ProbeResult result) {}

  private final ControlLoop loop;
  private final Prober prober;
  private final ProbeSchedule<Check> schedule;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>(); // at most MAX_IN_FLIGHT
  private final AtomicBoolean answersAnnounced = new AtomicBoolean();
  private final PoolRebuilds rebuilds;
  private final Hands hands;
  private final BreakerWatch breakers;
  private final BreakerHands breakerHands;
  private final Verdicts verdicts;
  private final PassiveHealth passive;
  private final ExtraProbes extras;
  private final Set<ServerState> inherited = new HashSet<>();
  private Map<ServerState, CheckedServer> servers = new HashMap<>();
  private @Nullable LoopTimer nextSend;
  private long batchNanos = LEAST_BATCH_NANOS;
  private long inconclusive;

  public HealthMonitor(ControlLoop loop, Prober prober, EventSink events, RandomSource random) {
    this.loop = loop;
    this.prober = prober;
    this.rebuilds = new PoolRebuilds(loop, events);
    this.hands = new Hands(loop, rebuilds, events, InstantSource.system());
    this.breakers = new BreakerWatch(loop, events);
    this.breakerHands = new BreakerHands(loop, hands, breakers, InstantSource.system());
    this.verdicts = new Verdicts(loop, events, rebuilds);
    this.schedule = new ProbeSchedule<>(MAX_IN_FLIGHT, random);
    this.extras = new ExtraProbes(loop, check -> send(check, true));
    this.passive =
        new PassiveHealth(
            new PassiveHealth.Around(loop, rebuilds, events, random), prober, this::doubt);
  }

  /** What live traffic says of the servers. */
  PassiveHealth passive() {
    return passive;
  }

  /** The traffic of {@code server} fails: its checks are asked now. */
  private void doubt(ServerState server) {
    CheckedServer known = servers.get(server);
    if (known != null) {
      extras.ask(known);
    }
  }

  /** The operator's hand on the servers that are checked here. */
  public Hands hands() {
    return hands;
  }

  /** The operator's hand on circuit breakers. */
  public BreakerHands breakerHands() {
    return breakerHands;
  }

  /** Tells {@code listener}, and nobody else, of checks that become suspect. */
  public void onSuspicion(Suspicions listener) {
    verdicts.listener(listener);
  }

  /** Tells {@code listener}, and nobody else, soon, which servers were given a request. */
  public void onAsked(Consumer<ServerState> listener) {
    passive.onAsked(listener);
  }

  /**
   * The health of these servers was found by the process before this one, and goes on from there.
   * Comes before a snapshot with them is followed.
   */
  void inherit(Collection<ServerState> handed) {
    inherited.addAll(handed);
  }

  /** Follows {@code snapshot} alone from now on; see {@link #follow}. */
  public void onSnapshot(Snapshot snapshot) {
    follow(snapshot, null);
  }

  /**
   * Follows these snapshots from now on. To be called before a publication, a canary or a rollback,
   * so that new servers are {@link Health#CHECKING} and not taken for healthy when their first
   * request comes; and after the end of a canary.
   *
   * @param inPower what is, or is about to be, fully published
   * @param beside what is served to some, or may come back; null: nothing
   */
  public void follow(Snapshot inPower, @Nullable Snapshot beside) {
    Map<ServerState, CheckedServer> before = servers;
    List<Check> added = new ArrayList<>();
    Map<PoolName, List<CheckedServer>> pools = new HashMap<>();
    servers = new HashMap<>();
    follow(inPower, before, added, pools);
    if (beside != null) {
      follow(beside, before, added, pools);
    }
    verdicts.follow(pools);
    before.values().forEach(gone -> gone.checks().forEach(this::remove));
    batchNanos = batch();
    for (Check check : added) {
      long intervalNanos = check.spec().interval().toNanos();
      schedule.add(check, intervalNanos, added.size(), loop.nowNanos());
    }
    passive.follow(inPower, beside);
    rebuilds.follow(inPower, beside);
    breakers.follow(inPower);
    sendDue();
  }

  private void follow(
      Snapshot snapshot,
      Map<ServerState, CheckedServer> before,
      List<Check> added,
      Map<PoolName, List<CheckedServer>> pools) {
    for (PoolRuntime pool : snapshot.pools().values()) {
      List<CheckedServer> members =
          pools.computeIfAbsent(pool.pool().name(), _ -> new ArrayList<>());
      for (ServerState state : pool.servers()) {
        if (!servers.containsKey(state)) {
          hands.adopt(state);
          breakerHands.adopt(state);
          CheckedServer known = before.remove(state);
          CheckedServer server =
              known == null ? new CheckedServer(state, inherited.remove(state)) : known;
          added.addAll(configure(server, pool));
          members.add(server);
        }
      }
    }
  }

  private long batch() {
    long shortest =
        servers.values().stream()
            .flatMap(server -> server.checks().stream())
            .mapToLong(check -> check.spec().interval().toNanos())
            .min()
            .orElse(Long.MAX_VALUE);
    return Math.clamp(shortest / 100, LEAST_BATCH_NANOS, MOST_BATCH_NANOS);
  }

  /** Probes under way. */
  public int inFlight() {
    return schedule.inFlight();
  }

  /** Probes that were sent late, since the loop or too many slow servers held them up. */
  public long overdue() {
    return schedule.overdue();
  }

  /** Probes that could not be sent, for a reason on our own side. */
  public long inconclusive() {
    return inconclusive;
  }

  /** The checks that are new or changed. */
  private List<Check> configure(CheckedServer server, PoolRuntime pool) {
    boolean known = server.known();
    List<Check> old = server.checks();
    ServerHealth health = server.state().health();
    server.configure(pool.pool().health(), loop.nowNanos());
    servers.put(server.state(), server);
    List<Check> now = server.checks();
    old.stream().filter(check -> !now.contains(check)).forEach(this::remove);
    if (known) {
      verdicts.configured(server, health);
    }
    return now.stream().filter(check -> !old.contains(check)).toList();
  }

  private void remove(Check check) {
    check.remove();
    schedule.remove(check);
  }

  private void sendDue() {
    long now = loop.nowNanos();
    for (Check due = schedule.takeDue(now); due != null; due = schedule.takeDue(now)) {
      send(due, false);
    }
    if (nextSend != null) {
      nextSend.cancel();
    }
    long next = schedule.nextDueNanos();
    long wait = next == Long.MAX_VALUE ? IDLE_NANOS : Math.max(next - now, batchNanos);
    nextSend = loop.at(now + wait, this::applyAnswers);
  }

  private void send(Check check, boolean extra) {
    try {
      prober.probe(
          check.server().state().id().address(),
          check.spec(),
          result -> receive(new Answer(check, extra, result)));
    } catch (RejectedExecutionException e) { // the prober's loop is gone or full
      receive(
          new Answer(
              check,
              extra,
              new ProbeResult(ProbeOutcome.INCONCLUSIVE, "local: " + e.getMessage(), 0)));
    }
  }

  /** Any thread. */
  private void receive(Answer answer) {
    answers.add(answer);
    if (answersAnnounced.compareAndSet(false, true)) {
      try {
        loop.execute(() -> loop.at(loop.nowNanos() + batchNanos, this::applyAnswers));
      } catch (RejectedExecutionException _) { // counted there; the next answer tries again
        answersAnnounced.set(false);
      }
    }
  }

  private void applyAnswers() {
    answersAnnounced.set(false); // before the queue is emptied: what comes later is announced anew
    for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
      if (!answer.extra()) {
        schedule.done(answer.check());
      }
      if (!answer.check().removed()) {
        boolean asked = answer.result().outcome() != ProbeOutcome.INCONCLUSIVE;
        inconclusive += asked ? 0 : 1;
        verdicts.answered(answer.check(), answer.result());
        if (answer.result().outcome() == ProbeOutcome.PASS) {
          passive.passed(answer.check().server().state(), answer.check().spec());
        }
      }
      if (answer.extra()) {
        extras.answered(answer.check(), answer.result());
      }
    }
    verdicts.settle();
    sendDue();
  }
}
