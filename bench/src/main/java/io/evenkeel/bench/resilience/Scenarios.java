package io.evenkeel.bench.resilience;

import java.util.List;
import java.util.Map;

/** All scenarios, in the order of the report. */
final class Scenarios {
  /** 600 GET/s over three servers, as in the promises. */
  private static final Load USUAL_LOAD = new Load(600, 128);

  /** Users do not come in a fixed number of connections when all is slow. */
  private static final Load CROWD = new Load(600, 512);

  private static final Load LARGE_CROWD = new Load(1_200, 512);

  private static final Bar FEW_ATTEMPTS =
      Bar.atMost("attempts per request", Figures::amplification, 1.2);
  private static final Bar NONE_FAILED = Bar.atMost("failed", Figures::failed, 0);

  /** A server of three that chooses at random gets more than a third in some seconds: 3 sigma. */
  private static final double FAIR_SHARE = 1 / 3.0 + 3 * Math.sqrt(2 / 9.0 / 600);

  private Scenarios() {}

  static List<Scenario> all() {
    return List.of(
        kill(),
        twoKilled(),
        stopped(),
        blackHole(),
        slow(),
        half(),
        failFast(),
        leak(),
        third(),
        lost(),
        last(),
        storm(),
        rolling());
  }

  private static Scenario kill() {
    return usual(
        "kill",
        "One is killed",
        "kill -9 for one server; it is started again at the end.",
        new Fault.Kill(List.of(2)),
        List.of(NONE_FAILED, FEW_ATTEMPTS));
  }

  private static Scenario twoKilled() {
    return usual(
        "two-killed",
        "Two are killed at once",
        "kill -9 for two of the three.",
        new Fault.Kill(List.of(1, 2)),
        List.of(NONE_FAILED, FEW_ATTEMPTS));
  }

  private static Scenario stopped() {
    return usual(
        "stop",
        "One is stopped",
        "SIGSTOP: its kernel accepts connections and requests, nobody answers. A deadlock looks the same.",
        new Fault.Stop(List.of(2)),
        List.of(
            NONE_FAILED,
            Bar.atLeast("answered per second", Figures::okPerSecond, 590),
            Bar.atMost("seconds to detection", Figures::detectedSeconds, 1),
            FEW_ATTEMPTS));
  }

  private static Scenario blackHole() {
    return usual(
        "black-hole",
        "One is cut off",
        "All packets to and from one server are dropped: nothing is refused, nothing arrives.",
        new Fault.BlackHole(List.of(2)),
        List.of(FEW_ATTEMPTS));
  }

  private static Scenario slow() {
    return usual(
        "slow",
        "One is slow",
        "Every answer of one server takes 500 ms longer, those to checks too.",
        new Fault.Misbehave(List.of(2), Behaviour.USUAL.slower(500), Behaviour.USUAL),
        List.of(
            Bar.atMost("p99 in ms after the first 2 s", Figures::p99LaterMillis, 20),
            Bar.atLeast("answered per second", Figures::okPerSecond, 570),
            FEW_ATTEMPTS));
  }

  private static Scenario half() {
    return usual(
        "half",
        "One fails half",
        "Half of the answers of one server are 500; its check is fine.",
        new Fault.Misbehave(List.of(2), Behaviour.USUAL.failing(500, 500, false), Behaviour.USUAL),
        List.of(Bar.atMost("failed", Figures::failed, 30), FEW_ATTEMPTS));
  }

  private static Scenario failFast() {
    return usual(
        "fail-fast",
        "One fails all, fast",
        "One server answers 500 to everything at once, faster than the others work; its check is fine.",
        new Fault.Misbehave(List.of(2), Behaviour.USUAL.failing(1000, 500, true), Behaviour.USUAL),
        List.of(
            Bar.atMost("failed", Figures::failed, 15),
            Bar.atMost("its largest share in a second", Figures::worstShare, FAIR_SHARE),
            FEW_ATTEMPTS));
  }

  private static Scenario leak() {
    return new Scenario(
        "leak",
        "One leaks memory until it is killed",
        "Each request costs one server 128 KB for ever; at 96 MB the kernel kills it, a second later it is started again and leaks again.",
        USUAL_LOAD,
        Behaviour.USUAL,
        Map.of(),
        List.of(2),
        new Fault.Misbehave(List.of(2), Behaviour.USUAL.leaking(128 << 10), Behaviour.USUAL),
        List.of(FEW_ATTEMPTS));
  }

  private static Scenario third() {
    Behaviour able = Behaviour.bounded(8, 20);
    return new Scenario(
        "third",
        "One at a third of its capacity",
        "Servers that can do 400/s each (8 at a time, 20 ms); one needs 60 ms, so it can do 133/s and its fair share is 200/s.",
        CROWD,
        able,
        Map.of(),
        List.of(),
        new Fault.Misbehave(List.of(2), Behaviour.bounded(8, 60), able),
        List.of(FEW_ATTEMPTS));
  }

  private static Scenario lost() {
    return new Scenario(
        "lost",
        "All but one lost at 80 % load",
        "Servers that can do 250/s each (5 at a time, 20 ms), 600/s in all; two are killed. What waits makes the last one slower, and about 90 waiting requests take its memory limit and its life.",
        CROWD,
        Behaviour.bounded(5, 20),
        Map.of(),
        List.of(3),
        new Fault.Kill(List.of(1, 2)),
        List.of(FEW_ATTEMPTS));
  }

  private static Scenario last() {
    return new Scenario(
        "last",
        "The last one under 3 × its capacity",
        "1,200/s; two large servers are killed, and the one that is left can do 400/s (8 at a time, 20 ms), gets slower by what waits, and dies of about 90 waiting requests.",
        LARGE_CROWD,
        Behaviour.taking(20),
        Map.of(3, Behaviour.bounded(8, 20)),
        List.of(3),
        new Fault.Kill(List.of(1, 2)),
        List.of(
            Bar.atLeast("share of its best goodput", Figures::goodputShare, 0.9),
            Bar.atMost("deaths", Figures::survivorDeaths, 0),
            Bar.atMost("not answered and not refused fast", Figures::failedOtherwise, 0),
            FEW_ATTEMPTS));
  }

  private static Scenario storm() {
    return usual(
        "storm",
        "All fail",
        "All three answer 503 to everything: whoever tries again makes it worse.",
        new Fault.Misbehave(
            List.of(1, 2, 3), Behaviour.USUAL.failing(1000, 503, true), Behaviour.USUAL),
        List.of(FEW_ATTEMPTS));
  }

  private static Scenario rolling() {
    return usual(
        "rolling",
        "All are restarted, one after the other",
        "SIGTERM: it takes no more connections, answers what it has, ends; a second later it is started again.",
        new Fault.RollingRestart(List.of(1, 2, 3)),
        List.of(NONE_FAILED, FEW_ATTEMPTS));
  }

  private static Scenario usual(
      String key, String title, String story, Fault fault, List<Bar> bars) {
    return new Scenario(
        key, title, story, USUAL_LOAD, Behaviour.USUAL, Map.of(), List.of(), fault, bars);
  }
}
