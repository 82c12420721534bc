package io.evenkeel.control.change;

import io.evenkeel.control.rollout.Live;
import io.evenkeel.control.status.TrafficHistory;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.trial.Preflight;
import io.evenkeel.control.trial.PreflightInput;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.PlanInput;
import io.evenkeel.core.change.Planner;
import io.evenkeel.core.forecast.Forecaster;
import io.evenkeel.core.forecast.HealthView;
import io.evenkeel.core.forecast.Situation;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.time.NanoClock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * From a draft to a plan: asks the servers, plays the traffic, and has the planner judge. The order
 * of steps of a plan. Any thread that may block.
 */
final class Judge {
  /** Any: the same plan for the same situation. */
  private static final long SEED = 7;

  private final Live live;
  private final OnLoop loop;
  private final Preflight preflight;
  private final TrafficHistory history;
  private final Store store;
  private final InstantSource clock;
  private final NanoClock nanos;

  Judge(ChangeParts parts, OnLoop loop) {
    this.loop = loop;
    live = parts.live();
    preflight = parts.preflight();
    history = parts.history();
    store = parts.store();
    clock = parts.clock();
    nanos = parts.nanos();
  }

  /** The plan of serving {@code draft} instead of what is served now. */
  Plan plan(Draft draft, String author, String reason) throws ChangeRefused {
    Snapshot served = live.publication().base();
    Config before = served.config();
    boolean isSame = before.equals(draft.config());
    LiveFacts facts = isSame ? LiveFacts.NONE : ask(served, draft.config());
    Forecast forecast = isSame ? Forecast.NONE : play(served, draft.config(), facts);
    return Planner.plan(
        new PlanInput(
            served.revision(),
            before,
            draft.config(),
            draft.hash(),
            author,
            reason,
            clock.instant(),
            facts,
            forecast,
            draft.positions()::at,
            store.freeze().current().isPresent()));
  }

  private LiveFacts ask(Snapshot served, Config target) throws ChangeRefused {
    Map<ServerId, ServerHealth> present = new HashMap<>();
    Set<ServerId> held = new HashSet<>();
    served
        .servers()
        .forEach((id, server) -> {
          present.put(id, server.health());
          if (server.hand().keepsTrafficAway()) {
            held.add(id);
          }
        });
    try {
      return preflight
          .run(new PreflightInput(served.config(), target, present::get, this::whyNotCompiled))
          .withHeld(held::contains);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw OnLoop.unavailable("the preflight was interrupted", e);
    }
  }

  private Forecast play(Snapshot served, Config target, LiveFacts facts) {
    HealthView now = HealthView.of(served);
    return Forecaster.forecast(
        new Situation(served.config(), now),
        new Situation(target, now.after(facts)),
        history.profile(nanos.nanos()),
        SEED);
  }

  /** Compiles for real and throws it away. */
  private String whyNotCompiled(Config config) {
    try {
      return loop.call(() -> {
        try {
          live.release(live.compile(0, config));
          return "";
        } catch (IllegalArgumentException e) {
          return String.valueOf(e.getMessage());
        }
      });
    } catch (ChangeRefused e) {
      return String.valueOf(e.getMessage());
    }
  }
}
