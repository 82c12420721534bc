package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.loop.LoopTimer;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ProbeSchedule;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the verdicts on the servers of the live snapshot: sends probes when they are due, applies
 * the answers, has the pools rebuilt whose servers turned, and tells. Control loop only, but for
 * the answers, which the prober may give from any thread.
 *
 * <p>Order of an answer: count it, write the server's health, rebuild the pool once per batch, then
 * send what is due. A verdict belongs to the server, not to the snapshot: reloads keep it.
 */
public final class HealthMonitor {
  /**
   * Probes under way at most. At 2,000 per second (10,000 servers, every 5 s) it is reached when
   * half of the servers let the default timeout of a second pass; then probes come later instead of
   * taking ever more descriptors.
   */
  public static final int MAX_IN_FLIGHT = 1_024;

  /**
   * Probes that are due within this time go out together, and answers that come within it are
   * applied together: 10,000 servers wake the loop 400 times a second and not 4,000 times.
   */
  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * When nothing is due the loop looks again after this: a message about answers that was refused
   * by a full loop must not stop the checks for good.
   */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Answer(Check check, ProbeResult result) {}

  private final ControlLoop loop;
  private final Prober prober;
  private final EventSink events;
  private final ProbeSchedule<Check> schedule;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>(); // at most MAX_IN_FLIGHT
  private final AtomicBoolean answersAnnounced = new AtomicBoolean();
  private final PoolRebuilds rebuilds;
  private Map<ServerState, CheckedServer> servers = new HashMap<>();
  private @Nullable LoopTimer nextSend;
  private long inconclusive;

  public HealthMonitor(ControlLoop loop, Prober prober, EventSink events, RandomSource random) {
    this.loop = loop;
    this.prober = prober;
    this.events = events;
    this.rebuilds = new PoolRebuilds(loop, events);
    this.schedule = new ProbeSchedule<>(MAX_IN_FLIGHT, random);
  }

  /**
   * Follows {@code snapshot} from now on. To be called before it is published, so that its new
   * servers are {@link Health#CHECKING} and not taken for healthy when its first request comes.
   */
  public void onSnapshot(Snapshot snapshot) {
    Map<ServerState, CheckedServer> before = servers;
    List<Check> added = new ArrayList<>();
    servers = new HashMap<>();
    for (PoolRuntime pool : snapshot.pools().values()) {
      for (ServerState state : pool.servers()) {
        CheckedServer server = before.remove(state);
        added.addAll(configure(server == null ? new CheckedServer(state) : server, pool));
      }
    }
    before.values().forEach(gone -> gone.checks().forEach(this::remove));
    for (Check check : added) {
      long intervalNanos = check.spec().interval().toNanos();
      schedule.add(check, intervalNanos, added.size(), loop.nowNanos());
    }
    rebuilds.follow(snapshot);
    sendDue();
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
      tell(server.state(), health, "configuration: checks changed");
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
      send(due);
    }
    if (nextSend != null) {
      nextSend.cancel();
    }
    long next = schedule.nextDueNanos();
    long wait = next == Long.MAX_VALUE ? IDLE_NANOS : Math.max(next - now, BATCH_NANOS);
    nextSend = loop.at(now + wait, this::applyAnswers);
  }

  private void send(Check check) {
    try {
      prober.probe(
          check.server().state().id().address(),
          check.spec(),
          result -> receive(new Answer(check, result)));
    } catch (RejectedExecutionException e) { // the prober's loop is gone or full
      receive(
          new Answer(
              check, new ProbeResult(ProbeOutcome.INCONCLUSIVE, "local: " + e.getMessage(), 0)));
    }
  }

  /** Any thread. */
  private void receive(Answer answer) {
    answers.add(answer);
    if (answersAnnounced.compareAndSet(false, true)) {
      try {
        loop.execute(() -> loop.at(loop.nowNanos() + BATCH_NANOS, this::applyAnswers));
      } catch (RejectedExecutionException _) { // counted there; the next answer tries again
        answersAnnounced.set(false);
      }
    }
  }

  private void applyAnswers() {
    answersAnnounced.set(false); // before the queue is emptied: what comes later is announced anew
    for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
      schedule.done(answer.check());
      if (!answer.check().removed()) {
        apply(answer.check(), answer.result());
      }
    }
    rebuilds.rebuildDue();
    sendDue();
  }

  private void apply(Check check, ProbeResult result) {
    if (result.outcome() == ProbeOutcome.INCONCLUSIVE) {
      inconclusive++;
    }
    ServerState server = check.server().state();
    ServerHealth before = server.health();
    String why = check.answered(result, loop.nowNanos());
    check.server().publish(result, loop.nowNanos());
    tell(server, before, why);
  }

  private void tell(ServerState server, ServerHealth before, String why) {
    Health from = before.overall();
    Health to = server.health().overall();
    boolean died = server.health().dead() && !before.dead();
    if (from != to || before.dead() != server.health().dead()) {
      rebuilds.due(server.id().pool());
    }
    if (from != to) {
      events.on(new Event.HealthChanged(server.id(), from, to, why));
    }
    if (died) {
      events.on(new Event.ServerDied(server.id(), server.slot(), why));
    }
  }
}
