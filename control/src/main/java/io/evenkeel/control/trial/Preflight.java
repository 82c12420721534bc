package io.evenkeel.control.trial;

import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Obstacle;
import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.time.NanoClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tries a configuration on the real servers, sockets and files before it gets any power: puts every
 * changed check to every server it concerns, connects to every new one, and runs what a publication
 * would run, undoing it at once. Finds facts, judges nothing. Any thread that may block; one
 * preflight runs at a time, others wait.
 *
 * <p>It must not harm. Servers whose checks stay as they are get no traffic at all. With {@link
 * PreflightBounds#DEFAULT} the others get one probe at a time, 250 ms from one to the next, three
 * per changed check, one more for the check it replaces when its verdict is not fresh, and one
 * connection if they are new: at most nine, after which nothing more is sent. All together get at
 * most 2,000 a second with 1,024 under way, which is what ordinary checks may take, and after 30
 * seconds the preflight ends with what it knows.
 *
 * <p>The verdict after the change is found by the machine that will find it later, {@link
 * HealthState}, fed with the rounds: the check begins with the verdict of the one it replaces, and
 * turns it when {@code fall} failures or {@code rise} passes came in a row, or as many as there
 * were rounds with an answer. So with the defaults a healthy server is lost when all three rounds
 * fail, and keeps its verdict when one passes; rounds that could not be asked for a reason on our
 * own side count as none.
 */
public final class Preflight {
  /** A rate of 2,000 a second is kept in batches: the thread need not wake for each probe. */
  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Prober prober;
  private final DryRun dryRun;
  private final NanoClock clock;
  private final PreflightBounds bounds;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /**
   * @param prober that of the ordinary checks, so that the connector is that of traffic
   * @param clock of the times in {@link ServerHealth}
   */
  public Preflight(Prober prober, DryRun dryRun, NanoClock clock, PreflightBounds bounds) {
    this.prober = prober;
    this.dryRun = dryRun;
    this.clock = clock;
    this.bounds = bounds;
  }

  private record Answer(ProbeQueue.Turn turn, ProbeResult result) {}

  /** Takes seconds; a server that is down costs its timeout, not three of them. */
  public LiveFacts run(PreflightInput input) throws InterruptedException {
    oneAtATime.lockInterruptibly();
    try {
      List<Obstacle> obstacles = new ArrayList<>(new PreflightObstacles(dryRun).find(input));
      Map<PoolName, List<ServerTrial>> trials = trials(input);
      ask(trials);
      obstacles.addAll(PreflightObstacles.unanswered(unanswered(trials), bounds));
      return new LiveFacts(facts(trials), obstacles);
    } finally {
      oneAtATime.unlock();
    }
  }

  private Map<PoolName, List<ServerTrial>> trials(PreflightInput input) {
    Map<PoolName, List<ServerTrial>> all = new LinkedHashMap<>();
    input
        .target()
        .pools()
        .forEach((name, pool) -> {
          Pool before = input.base().pools().get(name);
          Set<HostPort> known =
              before == null
                  ? Set.of()
                  : before.servers().stream().map(Server::address).collect(Collectors.toSet());
          List<ChangedCheck> changed =
              before == null ? List.of() : ChangedCheck.between(before.health(), pool.health());
          List<ServerTrial> servers = new ArrayList<>(pool.servers().size());
          for (Server server : pool.servers()) {
            servers.add(
                known.contains(server.address())
                    ? known(server, pool, changed, input)
                    : ServerTrial.ofNew(
                        server, pool.health(), pool.timeouts().connect(), bounds.rounds()));
          }
          all.put(name, servers);
        });
    return all;
  }

  private ServerTrial known(
      Server server, Pool pool, List<ChangedCheck> changed, PreflightInput input) {
    ServerHealth seen = input.present().apply(new ServerId(pool.name(), server.address()));
    ServerHealth present = seen == null ? neverHeardOf(pool.name(), input) : seen;
    List<ChangedCheck> stale =
        changed.stream().filter(check -> !isFresh(check.old(), check.role(), present)).toList();
    return ServerTrial.ofKnown(server, pool.health(), present, changed)
        .plan(bounds.rounds(), stale);
  }

  private static ServerHealth neverHeardOf(PoolName name, PreflightInput input) {
    Pool before = input.base().pools().get(name);
    HealthPolicy policy = before == null ? HealthPolicy.NONE : before.health();
    return new ServerHealth(
        policy.readiness() instanceof HealthCheck.Active ? HealthState.checking(0) : null,
        policy.liveness() instanceof HealthCheck.Active ? HealthState.checking(0) : null,
        null,
        0);
  }

  /** The verdict of the old check stands, and its last answer is no older than two rounds of it. */
  private boolean isFresh(HealthCheck.@Nullable Active old, CheckRole role, ServerHealth present) {
    HealthState verdict = role.of(present);
    if (old == null || verdict == null || present.lastProbe() == null) {
      return old == null;
    }
    long age = clock.nanos() - present.lastProbeNanos();
    long allowed = 2 * old.interval().toNanos() + old.timeout().toNanos();
    return verdict.health() != Health.CHECKING && verdict.streak() == 0 && age <= allowed;
  }

  private void ask(Map<PoolName, List<ServerTrial>> trials) throws InterruptedException {
    long begin = clock.nanos();
    ProbeQueue queue = new ProbeQueue(bounds, begin);
    trials.values().forEach(servers -> servers.forEach(queue::add));
    BlockingQueue<Answer> answers = new LinkedBlockingQueue<>(); // at most bounds.inFlight
    long now = begin;
    while (!queue.isDone() && now - begin < bounds.limit().toNanos()) {
      for (ProbeQueue.Turn turn = queue.takeDue(now);
          turn != null;
          turn = queue.takeDue(clock.nanos())) {
        send(turn, answers);
      }
      Long due = queue.nextDueNanos();
      long left = begin + bounds.limit().toNanos() - clock.nanos();
      long wait = due == null ? left : Math.min(left, Math.max(BATCH_NANOS, due - clock.nanos()));
      Answer answer = answers.poll(wait, TimeUnit.NANOSECONDS);
      now = clock.nanos();
      for (; answer != null; answer = answers.poll()) {
        queue.answered(answer.turn(), answer.result(), now);
      }
    }
  }

  private void send(ProbeQueue.Turn turn, BlockingQueue<Answer> answers) {
    try {
      prober.probe(turn.server(), turn.check(), result -> answers.add(new Answer(turn, result)));
    } catch (RejectedExecutionException e) { // the prober's loop is gone or full
      answers.add(
          new Answer(
              turn, new ProbeResult(ProbeOutcome.INCONCLUSIVE, "local: " + e.getMessage(), 0)));
    }
  }

  private static List<String> unanswered(Map<PoolName, List<ServerTrial>> trials) {
    List<String> names = new ArrayList<>();
    trials.forEach((pool, servers) ->
        servers.stream()
            .filter(ServerTrial::isUnanswered)
            .forEach(trial -> names.add(pool + "/" + trial.server().name())));
    return names;
  }

  private static Map<PoolName, List<ServerFacts>> facts(Map<PoolName, List<ServerTrial>> trials) {
    Map<PoolName, List<ServerFacts>> facts = new LinkedHashMap<>();
    trials.forEach(
        (pool, servers) -> facts.put(pool, servers.stream().map(ServerTrial::facts).toList()));
    return facts;
  }
}
