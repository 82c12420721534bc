package io.evenkeel.core.health;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One pool under checks (every 2 s, three failures, two passes) and even traffic, in virtual time
 * of 50 ms steps; judged after each answer and four times a second.
 */
final class TrustWorld {
  private static final long STEP_NANOS = 50_000_000;
  private static final long INTERVAL_NANOS = 2_000_000_000;
  private static final long TOGETHER_NANOS = 3_000_000_000L;
  private static final HealthThresholds THRESHOLDS = new HealthThresholds(2, 3);

  final List<Node> nodes;
  private long nowNanos = Long.MAX_VALUE - 5_000_000_000L; // overflows soon
  private long steps;

  TrustWorld(int servers) {
    nodes = IntStream.range(0, servers).mapToObj(i -> new Node(i, servers)).toList();
  }

  /** A pool that has been healthy for half a minute, with 20 requests a second to each server. */
  static TrustWorld serving(int servers) {
    TrustWorld world = new TrustWorld(servers);
    world.pass(30);
    return world;
  }

  Node node(int index) {
    return nodes.get(index);
  }

  void breakChecks(int... indices) {
    for (int index : indices) {
      node(index).checkWorks = false;
    }
  }

  void repairChecks(int... indices) {
    for (int index : indices) {
      node(index).checkWorks = true;
    }
  }

  void pass(double seconds) {
    for (long i = Math.round(seconds * 1e9 / STEP_NANOS); i > 0; i--) {
      nowNanos += STEP_NANOS;
      steps++;
      boolean answered = false;
      for (Node node : nodes) {
        node.serve();
        answered |= node.probe();
      }
      if (steps % 5 == 0) {
        nodes.stream().filter(n -> n.trust.isFailing()).forEach(Node::look);
      }
      if (answered || steps % 5 == 0) {
        CheckTrust.judge(nodes.stream().map(node -> node.trust).toList(), nowNanos);
      }
    }
  }

  long trusted() {
    return nodes.stream().filter(node -> node.trust.isTrusted()).count();
  }

  /** Those that take traffic by checks that are believed, or by trust. */
  long serving() {
    return nodes.stream()
        .filter(node -> node.state.health() == Health.HEALTHY || node.trust.isTrusted())
        .count();
  }

  /** A server with what it does to requests and what its check sees. */
  final class Node {
    final ServerTrust trust = new ServerTrust();
    boolean checkWorks = true;
    double requestsPerSecond = 20;
    private final long phaseSteps;
    private double good = 1;
    private double rejected;
    private boolean hangs;
    private boolean impatient;
    private boolean dead;
    private double dueGood;
    private double dueRejected;
    private double dueFailed;
    private double dueHung;
    private Traffic traffic = Traffic.NONE;
    private HealthState state = HealthState.checking(0);

    Node(int index, int servers) {
      phaseSteps = index * (INTERVAL_NANOS / STEP_NANOS) / servers;
    }

    void die() {
      dead = true;
      answers(0, 0, 1);
    }

    void hang() {
      dead = true;
      hangs = true;
    }

    void hangUntilClientsGiveUp() {
      hang();
      impatient = true;
    }

    /** Parts of the requests, which make 1. */
    void answers(double newGood, double newRejected, double failed) {
      assert Math.abs(newGood + newRejected + failed - 1) < 1e-9;
      good = newGood;
      rejected = newRejected;
    }

    void look() {
      trust.look(traffic, nowNanos);
    }

    private void serve() {
      double requests = requestsPerSecond * STEP_NANOS / 1e9;
      if (hangs) {
        dueHung += requests;
        int more = (int) dueHung;
        dueHung -= more;
        traffic =
            new Traffic(
                traffic.succeeded(),
                traffic.rejected(),
                traffic.failed(),
                traffic.abandoned() + (impatient ? more : 0),
                traffic.inFlight() + (impatient ? 0 : more));
        return;
      }
      dueGood += requests * good;
      dueRejected += requests * rejected;
      dueFailed += requests * (1 - good - rejected);
      traffic =
          new Traffic(
              (long) (dueGood + 1e-6),
              (long) (dueRejected + 1e-6),
              (long) (dueFailed + 1e-6),
              traffic.abandoned(),
              0);
    }

    private boolean probe() {
      if ((steps + phaseSteps) % (INTERVAL_NANOS / STEP_NANOS) != 0) {
        return false;
      }
      ProbeOutcome outcome = checkWorks && !dead ? ProbeOutcome.PASS : ProbeOutcome.FAIL;
      state = state.after(outcome, THRESHOLDS, nowNanos);
      trust.checked(
          new ServerHealth(state, null, null, nowNanos), TOGETHER_NANOS, traffic, nowNanos);
      return true;
    }
  }
}
