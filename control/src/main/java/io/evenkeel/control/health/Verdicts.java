package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.loop.LoopTimer;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * From answers to what the data plane reads: a batch of answers is taken in, the pools concerned
 * are cross-examined with their traffic, and only then is anything written, told and rebuilt. So a
 * server whose checks are not believed is out for no moment. Control loop only.
 */
final class Verdicts {
  /**
   * While checks fail somewhere, traffic is looked at so often: a server that dies while its checks
   * are not believed gets no more requests than come in this time and what makes 5 % of ten
   * seconds.
   */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final String CHANGED = "configuration: checks changed";

  private final ControlLoop loop;
  private final EventSink events;
  private final PoolRebuilds rebuilds;
  private final Map<CheckedServer, Turn> turns = new LinkedHashMap<>();
  private final Set<PoolName> toJudge = new HashSet<>();
  private Map<PoolName, PoolTrust> pools = new HashMap<>();
  private Suspicions listener = _ -> {};
  private @Nullable LoopTimer look;

  /**
   * What happened to a server in this batch.
   *
   * @param before what the data plane read until now
   */
  private record Turn(ServerHealth before, String why) {}

  Verdicts(ControlLoop loop, EventSink events, PoolRebuilds rebuilds) {
    this.loop = loop;
    this.events = events;
    this.rebuilds = rebuilds;
  }

  void listener(Suspicions newListener) {
    listener = newListener;
  }

  /** Follows the servers of the live snapshot, by pool. */
  void follow(Map<PoolName, List<CheckedServer>> servers) {
    Map<PoolName, PoolTrust> before = pools;
    pools = HashMap.newHashMap(servers.size());
    servers.forEach((name, members) -> {
      PoolTrust known = before.remove(name);
      PoolTrust pool = known == null ? new PoolTrust(name, events) : known;
      pool.follow(members);
      pool.tell(listener, CHANGED);
      pools.put(name, pool);
    });
    before.values().forEach(PoolTrust::forget);
  }

  /** The configuration changed the checks of a server that is known. */
  void configured(CheckedServer server, ServerHealth before) {
    tell(server.state(), before, CHANGED);
  }

  /** Takes an answer in; nobody sees it before {@link #settle}. */
  void answered(Check check, ProbeResult result) {
    CheckedServer server = check.server();
    Health before = server.verdict();
    String why = check.answered(result, loop.nowNanos());
    server.answered(result, why, loop.nowNanos());
    boolean turned = server.verdict() != before;
    Turn known = turns.get(server);
    if (known == null) {
      turns.put(server, new Turn(server.state().health(), why));
    } else if (turned) {
      turns.put(server, new Turn(known.before(), why));
    }
    if (turned) {
      toJudge.add(server.state().id().pool());
    }
    if (server.trust().isFailing() && look == null) {
      look = loop.at(loop.nowNanos() + LOOK_NANOS, this::look);
    }
  }

  /** Cross-examines the pools concerned, then writes and tells what came of the batch. */
  void settle() {
    List<PoolTrust> judged = new ArrayList<>();
    for (PoolName name : toJudge) {
      PoolTrust pool = pools.get(name);
      if (pool != null) {
        judged.add(pool);
        for (CheckedServer server : pool.judge(loop.nowNanos())) {
          turns.put(server, new Turn(server.state().health(), server.testimony()));
        }
      }
    }
    toJudge.clear();
    turns.forEach((server, turn) -> {
      server.publish();
      tell(server.state(), turn.before(), turn.why());
    });
    turns.clear();
    judged.forEach(pool -> pool.tell(listener, "checks and live traffic agree again"));
    rebuilds.rebuildDue();
  }

  private void look() {
    look = null;
    boolean failing = false;
    for (Map.Entry<PoolName, PoolTrust> entry : pools.entrySet()) {
      PoolTrust pool = entry.getValue();
      if (pool.isAnyFailing()) {
        failing = true;
        pool.look(loop.nowNanos());
        toJudge.add(entry.getKey());
      }
    }
    settle();
    if (failing) {
      look = loop.at(loop.nowNanos() + LOOK_NANOS, this::look);
    }
  }

  private void tell(ServerState server, ServerHealth before, String why) {
    Health from = before.overall();
    Health to = server.health().overall();
    boolean died = server.health().dead() && !before.dead();
    if (from != to || before.dead() != server.health().dead()) {
      rebuilds.due(server.id().pool());
    }
    boolean isNews = server.hand().kind() != Hand.Kind.MAINTENANCE;
    if (from != to && isNews) {
      events.on(new Event.HealthChanged(server.id(), from, to, why));
    }
    // Even in maintenance: whoever still waits for an answer of it waits in vain.
    if (died && (isNews || server.inFlight() > 0)) {
      events.on(new Event.ServerDied(server.id(), server.slot(), why));
    }
  }
}
