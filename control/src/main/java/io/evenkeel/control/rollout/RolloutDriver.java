package io.evenkeel.control.rollout;

import io.evenkeel.control.health.Suspicions;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.store.RolloutJournal;
import io.evenkeel.control.trial.ChangedPools;
import io.evenkeel.control.trial.ShadowChecks;
import io.evenkeel.core.change.Rollout;
import io.evenkeel.core.change.RolloutEffect;
import io.evenkeel.core.change.RolloutInput;
import io.evenkeel.core.change.RolloutStage;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.stats.TrafficReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link Rollout} decides: one rollout at a time. Control loop only, but for
 * {@link #view}.
 */
public final class RolloutDriver implements Suspicions {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutDriver.class);

  /** As often as the state machine wants to look at its deadlines. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final ControlLoop loop;
  private final Live live;
  private final Shadows shadows;
  private final RolloutJournal journal;
  private final Executor disk;
  private final EventSink events;
  private final Watch watch;
  private final Deque<RolloutInput> inputs = new ArrayDeque<>();
  private Rollout state = new Rollout.Approved();
  private @Nullable Running running;
  private boolean working;
  private volatile @Nullable RolloutView view;

  /** Starts shadow checks; control loop. */
  @FunctionalInterface
  public interface Shadows {
    ShadowChecks start(RolloutJob job, ShadowChecks.Rounds told);
  }

  /** What the driver works with. */
  public record Tools(
      ControlLoop loop,
      Live live,
      Shadows shadows,
      RolloutJournal journal,
      Executor disk,
      EventSink events,
      TrafficReport traffic) {}

  /** The rollout under way. */
  private static final class Running {
    final RolloutJob job;
    final Snapshot previous;
    final Snapshot next;
    final Records records;
    final Consumer<RolloutEnd> told;
    @Nullable ShadowChecks shadow;
    String logged = "";
    @Nullable RolloutEnd end;

    Running(
        RolloutJob job, Snapshot previous, Snapshot next, Records records, Consumer<RolloutEnd> t) {
      this.job = job;
      this.previous = previous;
      this.next = next;
      this.records = records;
      this.told = t;
    }
  }

  public RolloutDriver(Tools tools) {
    loop = tools.loop();
    live = tools.live();
    shadows = tools.shadows();
    journal = tools.journal();
    disk = tools.disk();
    events = tools.events();
    watch = new Watch(tools.traffic());
  }

  /** Begins to look at what is usual. Once. */
  public void start() {
    tick();
  }

  /** Whether a rollout is under way. */
  public boolean isBusy() {
    return running != null;
  }

  /** The rollout under way, or the last one; empty before the first. Any thread. */
  public Optional<RolloutView> view() {
    return Optional.ofNullable(view);
  }

  /**
   * Begins; while {@link #isBusy} nothing may.
   *
   * @param told how it ended
   * @throws IllegalArgumentException when the configuration cannot be compiled
   */
  public void begin(RolloutJob job, Consumer<RolloutEnd> told) {
    if (running != null) {
      throw new IllegalStateException("a rollout is under way (expected: none)");
    }
    Snapshot previous = live.publication().base();
    Snapshot next = live.compile(job.revision().number(), job.target());
    running = new Running(job, previous, next, new Records(journal, job, disk), told);
    state = new Rollout.Approved();
    watch.begin();
    input(new RolloutInput.Start(job.terms(), loop.nowNanos()));
  }

  /** An operator says that all is well; nothing when nothing is under way. */
  public void confirm() {
    input(new RolloutInput.Confirm(loop.nowNanos()));
  }

  /** Ends the watching of what is published already: something newer is to come. */
  public void cutShort() {
    input(new RolloutInput.CutShort(loop.nowNanos()));
  }

  /** An operator wants it undone. */
  public void abort(String why) {
    input(new RolloutInput.Abort(why, loop.nowNanos()));
  }

  @Override
  public void on(Suspicion suspicion) {
    Running current = running;
    if (current != null
        && ChangedPools.between(current.previous.config(), current.job.target())
            .contains(suspicion.pool())) {
      input(new RolloutInput.ChecksSuspected(suspicion.why(), loop.nowNanos()));
    }
  }

  private void tick() {
    loop.at(loop.nowNanos() + TICK_NANOS, this::tick);
    Running current = running;
    if (current == null) {
      watch.rest(live.publication().base(), loop.nowNanos());
      return;
    }
    look(current).ifPresent(why -> inputs.add(new RolloutInput.Breached(why, loop.nowNanos())));
    input(new RolloutInput.Tick(loop.nowNanos()));
  }

  private Optional<String> look(Running current) {
    return switch (state) {
      case Rollout.Canary _ ->
          watch.canary(live.publication(), current.job.limits(), loop.nowNanos());
      case Rollout.Baking _, Rollout.AwaitingConfirm _ ->
          watch.bake(live.publication().base(), current.job.limits());
      default -> Optional.empty();
    };
  }

  /** Effects may lead to further inputs: one after the other, never one within another. */
  private void input(RolloutInput first) {
    inputs.add(first);
    if (working) {
      return;
    }
    working = true;
    try {
      for (RolloutInput input = inputs.poll(); input != null; input = inputs.poll()) {
        Running current = running;
        if (current != null) {
          Rollout.Step step = Rollout.next(state, input);
          state = step.next();
          step.effects().forEach(effect -> carryOut(effect, current));
          show(current);
          tell(current);
        }
      }
    } finally {
      working = false;
    }
  }

  private void carryOut(RolloutEffect effect, Running current) {
    switch (effect) {
      case RolloutEffect.RecordStage(RolloutStage stage, String why) ->
          current.records.write(
              stage, why, failure -> loop.execute(() -> recorded(stage, failure)));
      case RolloutEffect.StartShadow _ ->
          current.shadow =
              shadows.start(
                  current.job,
                  (_, lost) ->
                      input(
                          new RolloutInput.ShadowRound(
                              lost.stream().map(RolloutDriver::line).toList(), loop.nowNanos())));
      case RolloutEffect.StopShadow _ -> stopShadow(current);
      case RolloutEffect.PublishCanary(double share) -> hindered(live.tryOn(current.next, share));
      case RolloutEffect.EndCanary _ -> live.endCanary();
      case RolloutEffect.PublishAll _ -> {
        watch.publishing(current.previous, current.next);
        hindered(live.publish(current.next, current.previous));
      }
      case RolloutEffect.PublishPrevious _ -> takeBack(current);
      case RolloutEffect.Alarm(String name, String why) ->
          events.on(
              new Event.Alarm(name, true, Event.Alarm.Severity.CRITICAL, subject(current), why));
      case RolloutEffect.Finish(RolloutStage outcome, String why) ->
          finish(current, outcome == RolloutStage.COMMITTED, why);
    }
  }

  private void recorded(RolloutStage stage, String failure) {
    long now = loop.nowNanos();
    input(
        failure.isEmpty()
            ? new RolloutInput.Recorded(stage, now)
            : new RolloutInput.RecordFailed(stage, failure, now));
  }

  /** What worked in the preflight and does not now. */
  private void hindered(String why) {
    if (!why.isEmpty()) {
      inputs.add(new RolloutInput.Breached(why, loop.nowNanos()));
    }
  }

  private void takeBack(Running current) {
    String why = live.restore(current.previous);
    if (!why.isEmpty()) {
      LOG.atError()
          .setMessage("event=rollback-incomplete")
          .addKeyValue("revision", current.previous.revision())
          .addKeyValue("reason", why)
          .log();
    }
  }

  private static void stopShadow(Running current) {
    ShadowChecks shadow = current.shadow;
    if (shadow != null) {
      shadow.stop();
    }
  }

  private void finish(Running current, boolean committed, String why) {
    stopShadow(current);
    if (committed) {
      live.settle();
    }
    live.release(committed ? current.previous : current.next);
    running = null;
    LOG.atInfo()
        .setMessage(committed ? "event=rollout-committed" : "event=rollout-rolled-back")
        .addKeyValue("revision", current.job.revision().number())
        .addKeyValue("plan", current.job.revision().plan())
        .addKeyValue("why", why)
        .log();
    current.end = new RolloutEnd(committed, why);
  }

  /** Only now: who hears of the end and looks must not find the stage before it. */
  private static void tell(Running current) {
    RolloutEnd end = current.end;
    if (end != null) {
      current.told.accept(end);
    }
  }

  private void show(Running current) {
    RolloutView before = view;
    String plan = current.job.revision().plan();
    RolloutView now =
        new RolloutView(
            plan,
            current.job.revision().number(),
            stage(plan, before),
            TimeUnit.NANOSECONDS.toSeconds(state.leftNanos(loop.nowNanos()) + 999_999_999L),
            watch.comparison(),
            why());
    view = now;
    if (running != null && state.isInEffect() && !now.stage().equals(current.logged)) {
      current.logged = now.stage();
      LOG.atInfo()
          .setMessage("event=rollout-stage")
          .addKeyValue("revision", now.revision())
          .addKeyValue("plan", now.plan())
          .addKeyValue("stage", now.stage())
          .addKeyValue("for-seconds", now.secondsLeft())
          .log();
    }
  }

  /** An end is shown when it is on record and has taken effect; until then what was before it. */
  private String stage(String plan, @Nullable RolloutView before) {
    RolloutStage stage = state.shownStage();
    boolean isOver = state instanceof Rollout.Committed || state instanceof Rollout.RolledBack;
    if (isOver || !(stage == RolloutStage.COMMITTED || stage == RolloutStage.ROLLED_BACK)) {
      return stage.word();
    }
    boolean isSame = before != null && before.plan().equals(plan) && !before.isOver();
    return before != null && isSame ? before.stage() : RolloutStage.BAKE.word();
  }

  private String why() {
    return switch (state) {
      case Rollout.RollingBack rolling -> rolling.why();
      case Rollout.RolledBack(String reason) -> reason;
      default -> "";
    };
  }

  private static String line(ShadowChecks.Disagreement lost) {
    return lost.name() + ": " + lost.question() + " -> " + lost.answer();
  }

  private static String subject(Running current) {
    return "revision " + current.job.revision().number();
  }
}
