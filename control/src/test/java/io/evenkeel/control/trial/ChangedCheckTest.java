package io.evenkeel.control.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.StatusRanges;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChangedCheckTest {
  private static final HealthCheck NONE = new HealthCheck.None();
  private static final Duration TWO = Duration.ofSeconds(2);
  private static final Duration ONE = Duration.ofSeconds(1);
  private static final HealthCheck.Active BASE =
      HealthCheck.Active.of(ProbeKind.Http.get("/health"));
  private static final StatusRanges NO_CONTENT =
      new StatusRanges(List.of(new StatusRanges.Range(204, 204)));

  static Stream<Arguments> changes() {
    ProbeKind http = BASE.probe();
    return Stream.of(
        Arguments.of("nothing", BASE, false, "GET /health"),
        Arguments.of("interval", active(http, 0, TWO.multipliedBy(2), ONE, 2, 3), false, ""),
        Arguments.of("thresholds", active(http, 0, TWO, ONE, 1, 1), false, ""),
        Arguments.of("timeout", active(http, 0, TWO, TWO, 2, 3), true, "GET /health"),
        Arguments.of("port", active(http, 9000, TWO, ONE, 2, 3), true, "GET /health on port 9000"),
        Arguments.of("path", http("/up", "GET", "", ""), true, "GET /up"),
        Arguments.of("method", http("/health", "HEAD", "", ""), true, "HEAD /health"),
        Arguments.of(
            "body", http("/health", "GET", "ok", ""), true, "GET /health expecting body \"ok\""),
        Arguments.of("host", http("/health", "GET", "", "api"), true, "GET /health of host api"),
        Arguments.of(
            "status",
            HealthCheck.Active.of(
                new ProbeKind.Http("/health", "GET", NO_CONTENT, "", "", Map.of())),
            true,
            "GET /health expecting 204"),
        Arguments.of(
            "headers",
            HealthCheck.Active.of(
                new ProbeKind.Http(
                    "/health", "GET", StatusRanges.SUCCESS, "", "", Map.of("x-check", "1"))),
            true,
            "GET /health with x-check"),
        Arguments.of(
            "kind",
            HealthCheck.Active.of(new ProbeKind.Tcp()),
            true,
            "TCP connect to 10.0.0.1:80"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void whatIsAskedDiffers(String what, HealthCheck.Active after, boolean asks, String question) {
    for (CheckRole role : CheckRole.values()) {
      List<ChangedCheck> changed = ChangedCheck.between(of(role, BASE), of(role, after));
      assertThat(changed)
          .as(what)
          .isEqualTo(asks ? List.of(new ChangedCheck(role, after, BASE)) : List.of());
    }
    if (!question.isEmpty()) {
      assertThat(CheckQuestion.of(new HostPort("10.0.0.1", 80), after)).isEqualTo(question);
    }
  }

  @Test
  void addedAndRemoved() {
    assertThat(ChangedCheck.between(HealthPolicy.NONE, new HealthPolicy(BASE, BASE)))
        .containsExactly(
            new ChangedCheck(CheckRole.READINESS, BASE, null),
            new ChangedCheck(CheckRole.LIVENESS, BASE, null));
    assertThat(ChangedCheck.between(new HealthPolicy(BASE, BASE), HealthPolicy.NONE)).isEmpty();
  }

  private static HealthPolicy of(CheckRole role, HealthCheck check) {
    return role == CheckRole.READINESS
        ? new HealthPolicy(check, NONE)
        : new HealthPolicy(NONE, check);
  }

  private static HealthCheck.Active http(String path, String method, String body, String host) {
    return HealthCheck.Active.of(
        new ProbeKind.Http(path, method, StatusRanges.SUCCESS, body, host, Map.of()));
  }

  private static HealthCheck.Active active(
      ProbeKind probe, int port, Duration interval, Duration timeout, int rise, int fall) {
    return new HealthCheck.Active(probe, port, interval, timeout, rise, fall);
  }
}
