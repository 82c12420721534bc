package io.evenkeel.control.trial;

import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.StatusRanges;
import java.time.Duration;

/** What a check asks, for people; of what it expects, only what is not as usual is said. */
final class CheckQuestion {
  private CheckQuestion() {}

  /** {@code GET /health}, {@code TCP connect to 10.0.0.1:3000}. */
  static String of(HostPort server, HealthCheck.Active check) {
    StringBuilder words = new StringBuilder();
    switch (check.probe()) {
      case ProbeKind.Tcp _ -> {
        int port = check.port() == 0 ? server.port() : check.port();
        words.append("TCP connect to ").append(new HostPort(server.host(), port));
      }
      case ProbeKind.Http http -> {
        words.append(http.method()).append(' ').append(http.path());
        if (check.port() != 0) {
          words.append(" on port ").append(check.port());
        }
        if (!http.host().isEmpty()) {
          words.append(" of host ").append(http.host());
        }
        if (!http.headers().isEmpty()) {
          words.append(" with ").append(String.join(", ", http.headers().keySet()));
        }
        expectation(http, words);
      }
    }
    return words.toString();
  }

  /** {@code GET /health within 500ms}, where the time is what differs. */
  static String timed(HostPort server, HealthCheck.Active check) {
    return of(server, check) + " within " + inWords(check.timeout());
  }

  private static void expectation(ProbeKind.Http http, StringBuilder words) {
    if (!http.expectStatus().equals(StatusRanges.SUCCESS)) {
      words.append(" expecting ").append(http.expectStatus());
    }
    if (!http.expectBody().isEmpty()) {
      words.append(" expecting body ").append(Quoted.of(http.expectBody()));
    }
  }

  private static String inWords(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
