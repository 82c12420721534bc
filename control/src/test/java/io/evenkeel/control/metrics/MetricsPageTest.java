package io.evenkeel.control.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.control.Snapshots;
import io.evenkeel.control.status.Lifecycle;
import io.evenkeel.control.status.Reloads;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private final Snapshot snapshot = Snapshots.ofServers(2);
  private final Reloads reloads = new Reloads();
  private final MetricsPage page =
      new MetricsPage("1.2.3", new SnapshotPublisher(snapshot), new Lifecycle(), reloads);

  @BeforeEach
  void work() {
    ServerState first = Snapshots.servers(snapshot).getFirst();
    Snapshots.respond(first, 7, 200, 3_000_000);
    Snapshots.respond(first, 2, 503, 700_000_000);
    first.tryStart(0);
    first.finished(new AttemptResult.TimedOut(AttemptResult.Phase.WAITING), 0, 0);
    first.tryStart(0);
    Snapshots.health(snapshot, Snapshots.servers(snapshot).get(1), Health.UNHEALTHY);
    reloads.accepted(1_700_000_000);
    reloads.rejected("broken");
  }

  @Test
  void tellsTheNumbersOfAServer() throws IOException {
    assertThat(text())
        .contains(
            "evenkeel_server_responses_total{code_class=\"2xx\",pool=\"api\",server=\"api-1\"} 7")
        .contains(
            "evenkeel_server_responses_total{code_class=\"5xx\",pool=\"api\",server=\"api-1\"} 2")
        .contains(
            "evenkeel_server_failed_attempts_total{kind=\"timeout\",pool=\"api\",server=\"api-1\"} 1")
        .contains("evenkeel_server_in_flight_requests{pool=\"api\",server=\"api-1\"} 1")
        .contains("evenkeel_server_health{pool=\"api\",server=\"api-2\",state=\"unhealthy\"} 1")
        .contains(
            "evenkeel_server_response_seconds_bucket{pool=\"api\",server=\"api-1\",le=\"0.005\"} 7")
        .contains(
            "evenkeel_server_response_seconds_bucket{pool=\"api\",server=\"api-1\",le=\"+Inf\"} 9")
        .contains("evenkeel_server_response_seconds_count{pool=\"api\",server=\"api-1\"} 9");
  }

  @Test
  void tellsAboutTheProcess() throws IOException {
    assertThat(text())
        .contains("evenkeel_build_info{version=\"1.2.3\"} 1")
        .contains("evenkeel_config_revision 1.0")
        .contains("evenkeel_config_last_reload_successful 0")
        .contains("evenkeel_config_reloads_total{result=\"rejected\"} 1")
        .contains("evenkeel_pool_healthy_servers{pool=\"api\"} 1");
  }

  @Test
  void speaksOpenMetricsWhenAsked() throws IOException {
    Exposition open = page.scrape(OPEN_METRICS);
    assertThat(open.contentType()).startsWith("application/openmetrics-text");
    assertThat(open.body()).endsWith("# EOF\n");
    assertThat(page.scrape("").contentType()).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void promtoolFindsNothingToCriticise() throws IOException, InterruptedException {
    Path promtool = Path.of("/usr/bin/promtool");
    assumeTrue(Files.isExecutable(promtool), "promtool is not installed; ./verify installs it");
    Process check =
        new ProcessBuilder(promtool.toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var out = check.getOutputStream()) {
      out.write(text().getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEmpty();
    assertThat(check.exitValue()).isZero();
  }

  private String text() throws IOException {
    return page.scrape("text/plain").body();
  }
}
