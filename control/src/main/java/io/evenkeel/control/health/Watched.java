package io.evenkeel.control.health;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.OutlierDetector;
import io.evenkeel.core.health.StallClock;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.server.ServerState;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server whose traffic is watched: what {@link Ejections} and its neighbours know of it besides
 * its {@link ServerState}. Control loop only, but for {@link #tripped}.
 */
final class Watched implements OutlierDetector.Listener {
  private final ServerState state;
  private final Consumer<Watched> onTrip;
  final StallClock clock = new StallClock();
  final LatencyWindow latency = new LatencyWindow();
  private WatchedPool pool;
  private Server config;

  /** Whether it was taken for stalled although the only check there is, which connects, passed. */
  boolean stalledByTraffic;

  /** When its latency was judged last, or its pace raised for want of requests. */
  long quietSinceNanos;

  /** Number of the newest probe that asked whether it stalls. */
  long question;

  /** Whether it holds one of its pool's absences. */
  boolean holds;

  /** When an ejection of it was withheld last; meaningless without {@link #isWithheld}. */
  long withheldNanos;

  boolean isWithheld;

  /** Which lists it is on: a bit for each {@link Worklist}. */
  int marks;

  /** Whether its latest answers are among the {@link PeerLatencies}. */
  boolean isPeer;

  /** Answers that had begun a second ago, and how many did in the second before. */
  long begunBefore;

  long begunPerSecond;

  /** Requests that it ended, and those of them that it failed, as of the last {@link #count}. */
  private long ended;

  private long failed;

  /** Where the present look at its success rate began. */
  private long endedBase;

  private long failedBase;

  Watched(ServerState state, WatchedPool pool, Server config, Consumer<Watched> onTrip) {
    this.state = state;
    this.pool = pool;
    this.config = config;
    this.onTrip = onTrip;
  }

  ServerState state() {
    return state;
  }

  WatchedPool pool() {
    return pool;
  }

  Server config() {
    return config;
  }

  /** Takes over what the configuration says now. */
  void configure(WatchedPool newPool, Server newConfig) {
    pool = newPool;
    config = newConfig;
    state.verdict().outliers().watch(newPool.outliers(), this);
  }

  /** No configuration has it any more. */
  void leave() {
    state.verdict().outliers().watch(new OutlierPolicy.None(), null);
  }

  Ejection ejection() {
    return state.verdict().ejection();
  }

  /** The rules of its pool; null: traffic is never held against a server there. */
  OutlierPolicy.@Nullable Active policy() {
    return pool.outliers() instanceof OutlierPolicy.Active active ? active : null;
  }

  /** It takes traffic again: what was seen before counts no more. */
  void beginAnew(long nowNanos) {
    state.verdict().outliers().forgive();
    clock.forgive(nowNanos);
    lookAtSuccessesFromNow();
  }

  /** Takes in what its traffic has done: a second has passed. */
  void count() {
    long begun = state.answersBegun();
    begunPerSecond = begun - begunBefore;
    begunBefore = begun;
    ended = state.judgedAttempts();
    failed = state.failedAttempts();
  }

  /** Whether nothing more is to be expected of it than was counted. */
  boolean isAtRest() {
    return begunPerSecond == 0 && state.inFlight() == 0;
  }

  /** Requests that it ended in the present look at its success rate, as of the last count. */
  long endedLately() {
    return ended - endedBase;
  }

  /** Those of {@link #endedLately} that it failed. */
  long failedLately() {
    return failed - failedBase;
  }

  /** The next look at its success rate begins where the last count was. */
  void countAnew() {
    endedBase = ended;
    failedBase = failed;
  }

  void lookAtSuccessesFromNow() {
    ended = state.judgedAttempts();
    failed = state.failedAttempts();
    countAnew();
  }

  /** Any thread. */
  @Override
  public void tripped() {
    onTrip.accept(this);
  }

  @Override
  public String toString() {
    return pool.name() + "/" + config.name();
  }
}
