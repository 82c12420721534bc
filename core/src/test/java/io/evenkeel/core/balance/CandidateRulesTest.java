package io.evenkeel.core.balance;

import static io.evenkeel.core.Fixtures.API;
import static io.evenkeel.core.Fixtures.address;
import static io.evenkeel.core.Fixtures.dead;
import static io.evenkeel.core.Fixtures.readiness;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.model.WhenUnhealthy;
import io.evenkeel.core.resilience.SlowStart;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The decision table. A server is one letter: H healthy, C checking, U unhealthy, D dead; by the
 * operator's hand W drained and M in maintenance, both healthy by their checks, F marked healthy
 * though unready, X marked healthy though dead; by their traffic E ejected though healthy by its
 * checks, Z ejected and unhealthy, Q ejected but marked healthy; lower case: a backup. An answer is
 * the candidates' positions with their shares in percent.
 */
class CandidateRulesTest {
  private static final long WARM = 3_600_000_000_000L;
  private static final SlowStart RAMP = SlowStart.over(Duration.ofSeconds(30));
  private final List<ServerState> known = new ArrayList<>();
  private CandidateList before = CandidateList.NONE;

  @ParameterizedTest
  @CsvSource({
    // all is well
    "HHH,   KEEP_SERVING,    0:33 1:33 2:33, NORMAL",
    "HHU,   KEEP_SERVING,    0:50 1:50,      NORMAL",
    "HU,    KEEP_SERVING,    0:100,          NORMAL",
    // checking: no traffic while a healthy one is there, and no alarm at the start
    "CCC,   KEEP_SERVING,    0:33 1:33 2:33, NORMAL",
    "CCC,   FAIL,            0:33 1:33 2:33, NORMAL",
    "HCC,   KEEP_SERVING,    0:100,          NORMAL",
    "UCC,   KEEP_SERVING,    1:50 2:50,      NORMAL",
    "UUUC,  KEEP_SERVING,    0:25 1:25 2:25 3:25, PANIC",
    // too few
    "HUUU,  KEEP_SERVING,    0:25 1:25 2:25 3:25, PANIC",
    "HUDD,  KEEP_SERVING,    0:50 1:50,      PANIC",
    "UUU,   KEEP_SERVING,    0:33 1:33 2:33, PANIC",
    "DDD,   KEEP_SERVING,    0:33 1:33 2:33, PANIC",
    "UDD,   KEEP_SERVING,    0:100,          PANIC",
    "HUUU,  FAIL,            0:100,          PANIC",
    "UUU,   FAIL,            '',             PANIC",
    "HUUU,  LAST_KNOWN_GOOD, 0:25 1:25 2:25 3:25, PANIC",
    // backups
    "HUh,   KEEP_SERVING,    0:100,          NORMAL",
    "UUh,   KEEP_SERVING,    2:100,          NORMAL",
    "UUh,   FAIL,            2:100,          NORMAL",
    "UUu,   KEEP_SERVING,    0:50 1:50,      PANIC",
    "DDu,   KEEP_SERVING,    2:100,          PANIC",
    "DDd,   KEEP_SERVING,    0:50 1:50,      PANIC",
    "hh,    KEEP_SERVING,    0:50 1:50,      NORMAL",
    "hu,    KEEP_SERVING,    0:100,          NORMAL",
    // the operator's hand: drained ones are never picked and count for nothing
    "WHH,   KEEP_SERVING,    1:50 2:50,      NORMAL",
    "WMH,   KEEP_SERVING,    2:100,          NORMAL",
    "WMHU,  KEEP_SERVING,    2:100,          NORMAL",
    "WHUU,  KEEP_SERVING,    1:33 2:33 3:33, PANIC",
    "WUU,   KEEP_SERVING,    1:50 2:50,      PANIC",
    "WDD,   KEEP_SERVING,    1:50 2:50,      PANIC",
    "WUU,   FAIL,            '',             PANIC",
    "WC,    KEEP_SERVING,    1:100,          NORMAL",
    "WMh,   KEEP_SERVING,    2:100,          NORMAL",
    "WMu,   KEEP_SERVING,    2:100,          PANIC",
    "Hwm,   KEEP_SERVING,    0:100,          NORMAL",
    "Uwm,   KEEP_SERVING,    0:100,          PANIC",
    "WMwm,  KEEP_SERVING,    '',             NORMAL",
    "FUU,   FAIL,            0:100,          PANIC",
    "FFU,   KEEP_SERVING,    0:50 1:50,      NORMAL",
    "FX,    KEEP_SERVING,    0:100,          NORMAL",
    "UXX,   KEEP_SERVING,    0:100,          PANIC",
    "Uf,    KEEP_SERVING,    1:100,          NORMAL",
    // ejected by traffic: not healthy, and the last choice in panic
    "EHH,   KEEP_SERVING,    1:50 2:50,      NORMAL",
    "EH,    KEEP_SERVING,    1:100,          NORMAL",
    "EC,    KEEP_SERVING,    1:100,          NORMAL",
    "ZHH,   KEEP_SERVING,    1:50 2:50,      NORMAL",
    "QHH,   KEEP_SERVING,    0:33 1:33 2:33, NORMAL",
    "ZUU,   KEEP_SERVING,    1:50 2:50,      PANIC",
    "ZZU,   KEEP_SERVING,    2:100,          PANIC",
    "ZZZ,   KEEP_SERVING,    0:33 1:33 2:33, PANIC",
    "ZZD,   KEEP_SERVING,    0:50 1:50,      PANIC",
    "HZZZ,  KEEP_SERVING,    0:100,          PANIC",
    "ZZu,   KEEP_SERVING,    2:100,          PANIC",
    "ZZz,   KEEP_SERVING,    0:50 1:50,      PANIC",
    "EUU,   KEEP_SERVING,    1:50 2:50,      PANIC",
    "EZZ,   KEEP_SERVING,    0:33 1:33 2:33, PANIC",
    "EUU,   FAIL,            '',             PANIC",
    "EEh,   KEEP_SERVING,    2:100,          NORMAL",
  })
  void decisionTable(String servers, WhenUnhealthy policy, String expected, PoolMode mode) {
    CandidateList decided = decide(pool(letters(servers), policy), servers);
    assertThat(shares(decided)).isEqualTo(expected);
    assertThat(decided.mode()).isEqualTo(mode);
    if (mode == PoolMode.PANIC) {
      assertThat(decided.reason()).contains("servers healthy, min-healthy is 50%");
    }
  }

  @Test
  void lastKnownGoodAreThoseOfTheLastNormalMoment() {
    Pool pool = pool(letters("HHHH"), WhenUnhealthy.LAST_KNOWN_GOOD);
    before = decide(pool, "HHUH");
    before = decide(pool, "HUUU");
    assertThat(shares(before)).isEqualTo("0:33 1:33 3:33");
    assertThat(shares(decide(pool, "DUUU"))).isEqualTo("1:50 3:50");
    assertThat(shares(decide(pool, "DDUD"))).isEqualTo("2:100");
    assertThat(shares(decide(pool, "DDDD"))).isEqualTo("0:33 1:33 3:33");
  }

  @Test
  void weightZeroTakesNothing() {
    List<Server> servers = List.of(server(0, 0, "", 0), server(1, 3, "", 0), server(2, 1, "", 0));
    assertThat(shares(decide(pool(servers, WhenUnhealthy.KEEP_SERVING), "HHH")))
        .isEqualTo("1:75 2:25");
    Pool drained = pool(List.of(server(0, 0, "", 0)), WhenUnhealthy.KEEP_SERVING);
    CandidateList decided = decide(drained, "H");
    assertThat(decided.candidates()).isEmpty();
    assertThat(decided.reason()).isEqualTo("no server has a weight above 0");
  }

  @ParameterizedTest
  @CsvSource({
    // four servers of priority 0, two of priority 1; a group carries 1.4 times its healthy part
    "HHHHHH, 0:25 1:25 2:25 3:25",
    "HHHUHH, 0:33 1:33 2:33",
    "HHUUHH, 0:35 1:35 4:15 5:15",
    "HUUUHH, 0:35 4:33 5:33",
    "UUUUHH, 4:50 5:50",
    "HHUUUU, 0:50 1:50",
    "HHUUHU, 0:35 1:35 4:30",
  })
  void prioritiesSpillOver(String health, String expected) {
    List<Server> servers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      servers.add(server(i, 1, "", i < 4 ? 0 : 7));
    }
    Pool pool = pool(servers, WhenUnhealthy.KEEP_SERVING, 0.3);
    assertThat(shares(decide(pool, health))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // four servers near, two far
    "HHHHHH, a,  0:25 1:25 2:25 3:25",
    "HHHUHH, a,  0:33 1:33 2:33",
    "HHUUHH, a,  0:35 1:35 4:15 5:15",
    "UUUUHH, a,  4:50 5:50",
    "HHHUUU, a,  0:33 1:33 2:33",
    "HHHHHH, b,  4:50 5:50",
    "HHHHHH, c,  0:17 1:17 2:17 3:17 4:17 5:17",
    "HHHHHH, '', 0:17 1:17 2:17 3:17 4:17 5:17",
  })
  void theNearZoneTakesWhatItCan(String health, String zone, String expected) {
    List<Server> servers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      servers.add(server(i, 1, i < 4 ? "a" : "b", 0));
    }
    Pool pool = pool(servers, WhenUnhealthy.KEEP_SERVING, 0.3);
    assertThat(shares(decide(pool, zone, health, WARM))).isEqualTo(expected);
  }

  @Test
  void aWarmingServerRampsUp() {
    List<Server> servers = List.of(server(0, 1, "", 0), server(1, 1, "", 0));
    List<ServerState> states = states(servers, "HH");
    states.get(1).warmingSinceNanos(WARM);
    Pool pool = pool(servers, WhenUnhealthy.KEEP_SERVING);
    CandidateList cold = new CandidateRules(pool, "", RAMP).decide(states, before, WARM);
    assertThat(cold.candidates().get(1).weight() / cold.candidates().get(0).weight())
        .isCloseTo(0.1, within(1e-9));

    states.get(0).warmingSinceNanos(WARM);
    CandidateList together = new CandidateRules(pool, "", RAMP).decide(states, before, WARM);
    assertThat(together.candidates()).allMatch(candidate -> candidate.weight() == 1);
  }

  private CandidateList decide(Pool pool, String health) {
    return decide(pool, "", health, WARM);
  }

  private CandidateList decide(Pool pool, String zone, String health, long nowNanos) {
    return new CandidateRules(pool, zone, RAMP)
        .decide(states(pool.servers(), health), before, nowNanos);
  }

  private List<ServerState> states(List<Server> servers, String health) {
    for (int i = known.size(); i < servers.size(); i++) {
      known.add(
          new ServerState(new ServerId(API, servers.get(i).address()), i, 100, PoolState.fresh()));
    }
    for (int i = 0; i < servers.size(); i++) {
      known
          .get(i)
          .health(
              switch (Character.toUpperCase(health.charAt(i))) {
                case 'H' -> readiness(Health.HEALTHY, 0);
                case 'C' -> readiness(Health.CHECKING, 0);
                case 'W', 'M', 'E' -> readiness(Health.HEALTHY, 0);
                case 'U', 'F', 'Z', 'Q' -> readiness(Health.UNHEALTHY, 0);
                default -> dead();
              });
      boolean ejected = "EZQ".indexOf(Character.toUpperCase(health.charAt(i))) >= 0;
      Ejection traffic =
          new Ejection.Ejected(Ejection.Reason.FAILURE_RATE, "a test", 1, 0, Long.MAX_VALUE);
      known.get(i).ejection(ejected ? traffic : Ejection.In.NEVER, true, 0);
      known.get(i).hand(hand(Character.toUpperCase(health.charAt(i))), 0);
      known.get(i).warmingSinceNanos(0);
    }
    return known.subList(0, servers.size());
  }

  private static Hand hand(char letter) {
    Hand.Kind kind =
        switch (letter) {
          case 'W' -> Hand.Kind.DRAINING;
          case 'M' -> Hand.Kind.MAINTENANCE;
          case 'F', 'X', 'Q' -> Hand.Kind.FORCED_HEALTHY;
          default -> Hand.Kind.NONE;
        };
    return new Hand(kind, "ana", "a test", null, 0);
  }

  /** Law: whatever the others are and the pool's policy, a server that is held is no candidate. */
  @Test
  void aDrainedServerIsNeverACandidate() {
    long seed = 20_251;
    Random random = new Random(seed);
    String letters = "HCUDWMFXEZQhcudwmfxezq";
    for (int round = 0; round < 5_000; round++) {
      StringBuilder servers = new StringBuilder();
      for (int i = 1 + random.nextInt(8); i > 0; i--) {
        servers.append(letters.charAt(random.nextInt(letters.length())));
      }
      WhenUnhealthy policy = List.of(WhenUnhealthy.values()).get(random.nextInt(3));
      before = decide(pool(letters(servers.toString()), policy), servers.toString());
      for (Candidate candidate : before.candidates()) {
        assertThat("WM".indexOf(Character.toUpperCase(servers.charAt(candidate.server().slot()))))
            .as("seed %d, round %d: %s, %s: %s", seed, round, servers, policy, before)
            .isNegative();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // servers, how many may be away, whether it is the backups that are counted
    "H,     0, false",
    "HH,    1, false",
    "HU,    0, false",
    "HHH,   1, false",
    "EHH,   1, false",
    "HHU,   0, false",
    "HHZ,   0, false",
    "HHC,   0, false",
    "HHW,   1, false",
    "HHQ,   1, false",
    "HHHHHHHHHH, 3, false",
    "HHHHHHHUUU, 2, false",
    "HHh,   1, false",
    "UUhh,  1, true",
    "UUuu,  0, false",
    "hh,    1, true",
    "WM,    0, false",
  })
  void howManyMayBeAway(String servers, int most, boolean backups) {
    Pool pool = pool(letters(servers), WhenUnhealthy.KEEP_SERVING);
    AbsenceLimit limit =
        new CandidateRules(pool, "", RAMP).absences(states(pool.servers(), servers));
    assertThat(limit).isEqualTo(new AbsenceLimit(most, backups));
  }

  @Test
  void whoIsCountedAsAway() {
    List<Server> servers = letters("HEUZFQCMhe");
    List<ServerState> states = states(servers, "HEUZFQCMhe");
    StringBuilder main = new StringBuilder();
    StringBuilder backups = new StringBuilder();
    for (int i = 0; i < servers.size(); i++) {
      main.append(new AbsenceLimit(1, false).counts(servers.get(i), states.get(i)) ? i : "");
      backups.append(new AbsenceLimit(1, true).counts(servers.get(i), states.get(i)) ? i : "");
    }
    assertThat(main).hasToString("01");
    assertThat(backups).hasToString("89");
  }

  @Test
  void aSlowServerKeepsPartOfItsWeightUnlessKeysWantIt() {
    List<Server> servers = letters("HH");
    List<ServerState> states = states(servers, "HH");
    states.get(1).verdict().pace(0.05);
    Pool pool = pool(servers, WhenUnhealthy.KEEP_SERVING);
    assertThat(shares(new CandidateRules(pool, "", RAMP).decide(states, before, WARM)))
        .isEqualTo("0:95 1:5");
    Pool byKey = io.evenkeel.core.Fixtures.pool(new BalancePolicy.SourceHash(), servers);
    assertThat(shares(new CandidateRules(byKey, "", SlowStart.NONE).decide(states, before, WARM)))
        .isEqualTo("0:50 1:50");
  }

  @Test
  void aPoolThatIsDrainedAsAWholeSaysSo() {
    CandidateList decided = decide(pool(letters("WM"), WhenUnhealthy.KEEP_SERVING), "WM");
    assertThat(decided.reason())
        .isEqualTo("every server with a weight above 0 is drained or in maintenance");
  }

  private static String shares(CandidateList list) {
    double sum = list.candidates().stream().mapToDouble(Candidate::weight).sum();
    return list.candidates().stream()
        .map(candidate ->
            candidate.server().slot()
                + ":"
                + String.format(Locale.ROOT, "%.0f", candidate.weight() / sum * 100))
        .collect(Collectors.joining(" "));
  }

  private static List<Server> letters(String letters) {
    List<Server> servers = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      boolean backup = Character.isLowerCase(letters.charAt(i));
      servers.add(new Server("s" + i, address(i), 1, "", 0, backup, 0));
    }
    return servers;
  }

  private static Server server(int number, int weight, String zone, int priority) {
    return new Server("s" + number, address(number), weight, zone, priority, false, 0);
  }

  private static Pool pool(List<Server> servers, WhenUnhealthy policy) {
    return pool(servers, policy, 0.5);
  }

  private static Pool pool(List<Server> servers, WhenUnhealthy policy, double minHealthy) {
    Pool pool = Pool.of(API, servers);
    return new Pool(
        API,
        servers,
        pool.balance(),
        pool.sticky(),
        pool.health(),
        pool.limits(),
        pool.retries(),
        Duration.ofSeconds(30),
        pool.timeouts(),
        new Guards(minHealthy, policy),
        Protection.DEFAULT);
  }
}
