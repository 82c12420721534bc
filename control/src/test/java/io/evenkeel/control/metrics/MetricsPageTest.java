package io.evenkeel.control.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.control.Snapshots;
import io.evenkeel.control.status.Alarms;
import io.evenkeel.control.status.Lifecycle;
import io.evenkeel.control.status.Reloads;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.resilience.Forced;
import io.evenkeel.core.resilience.OverloadGuard;
import io.evenkeel.core.resilience.OverloadReadings;
import io.evenkeel.core.resilience.PoolQueue;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.resilience.RateLimitCounts;
import io.evenkeel.core.resilience.ShedReason;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.Durations;
import io.evenkeel.core.stats.ListenerConnections;
import io.evenkeel.core.stats.LogHistogram;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.TrafficKey;
import io.evenkeel.core.stats.TrafficReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private final Snapshot snapshot = Snapshots.ofServers(2);
  private final Reloads reloads = new Reloads(() -> 1);
  private final MetricsPage page =
      new MetricsPage(
          "1.2.3",
          new SnapshotPublisher(snapshot),
          new Lifecycle(),
          reloads,
          new SomeTraffic(),
          new SomePressure(),
          new Alarms(() -> 0));

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

  /** A listener with one route that ended three requests, one of them by an error of ours. */
  private static final class SomeTraffic implements TrafficReport {
    private static final ListenerName WEB = new ListenerName("web");

    @Override
    public List<RouteTraffic> routes() {
      LogHistogram durations = new LogHistogram();
      durations.add(2_000_000);
      durations.add(2_000_000);
      durations.add(600_000_000);
      long[] buckets = new long[LogHistogram.BUCKETS];
      durations.addTo(buckets);
      return List.of(
          new RouteTraffic(
              new TrafficKey(WEB, "0:*", "api"),
              4,
              List.of(0L, 0L, 2L, 0L, 0L, 1L),
              Map.of("connection_refused", 1L),
              300,
              900,
              new Durations(buckets, 604_000_000)));
    }

    @Override
    public List<ListenerConnections> listeners() {
      return List.of(new ListenerConnections(WEB, 3, 7, 1, 2, 0));
    }

    @Override
    public long accessLogDropped() {
      return 5;
    }

    @Override
    public long accessLogWriteErrors() {
      return 0;
    }
  }

  @Test
  void tellsTheNumbersOfClients() throws IOException {
    String route = "listener=\"web\",pool=\"api\",route=\"0:*\"";
    assertThat(text())
        .contains("evenkeel_listener_open_connections{listener=\"web\"} 3")
        .contains("evenkeel_listener_accepted_connections_total{listener=\"web\"} 7")
        .contains(
            "evenkeel_listener_refused_connections_total"
                + "{limit=\"connections-per-client\",listener=\"web\"} 2")
        .contains("evenkeel_requests_in_flight{" + route + "} 1")
        .contains("evenkeel_requests_total{code_class=\"2xx\"," + route + "} 2")
        .contains("evenkeel_proxy_errors_total{error=\"connection_refused\"," + route + "} 1")
        .contains("evenkeel_request_seconds_bucket{" + route + ",le=\"0.005\"} 2")
        .contains("evenkeel_request_seconds_count{" + route + "} 3")
        .contains("evenkeel_access_log_dropped_lines_total 5");
  }

  /** A pool where some wait and some were sent away, one limit, a balancer short of memory. */
  private static final class SomePressure implements PressureReport {
    @Override
    public List<PoolQueue> queues() {
      Map<ShedReason, Map<Priority, Long>> shed =
          Map.of(ShedReason.QUEUE_DELAY, Map.of(Priority.LOW, 12L, Priority.HIGH, 1L));
      return List.of(new PoolQueue(new PoolName("api"), 3, shed));
    }

    @Override
    public List<RateLimitCounts> rateLimits() {
      return List.of(
          new RateLimitCounts(new ListenerName("web"), "0:*", RateLimit.By.CLIENT, 9, 2));
    }

    @Override
    public OverloadGuard overload() {
      return OverloadGuard.CALM.next(new OverloadReadings(0.875, 0.5, 0.25, 0.125), 0);
    }
  }

  @Test
  void tellsWhatThereWasTooMuchOf() throws IOException {
    String limit = "{by=\"client\",listener=\"web\",route=\"0:*\"}";
    String shed = "evenkeel_requests_shed_total{pool=\"api\",priority=";
    assertThat(text())
        .contains("evenkeel_pool_queue_length{pool=\"api\"} 3")
        .contains(shed + "\"low\",reason=\"queue-delay\"} 12")
        .contains(shed + "\"high\",reason=\"queue-delay\"} 1")
        .contains("evenkeel_requests_rate_limited_total" + limit + " 9")
        .contains("evenkeel_rate_limit_evicted_clients_total" + limit + " 2")
        .contains("evenkeel_overload_level 2")
        .contains("evenkeel_heap_live_ratio 0.875")
        .contains("evenkeel_direct_memory_ratio 0.5")
        .contains("evenkeel_event_loop_lag_seconds 0.25")
        .contains("evenkeel_file_descriptors_ratio 0.125");
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
        .contains("evenkeel_server_concurrency_limit{pool=\"api\",server=\"api-1\"} ")
        .contains("evenkeel_server_health{pool=\"api\",server=\"api-2\",state=\"unhealthy\"} 1")
        .contains(
            "evenkeel_server_response_seconds_bucket{pool=\"api\",server=\"api-1\",le=\"0.005\"} 7")
        .contains(
            "evenkeel_server_response_seconds_bucket{pool=\"api\",server=\"api-1\",le=\"+Inf\"} 9")
        .contains("evenkeel_server_response_seconds_count{pool=\"api\",server=\"api-1\"} 9");
  }

  @Test
  void tellsWhatBreakersDo() throws IOException {
    Snapshots.servers(snapshot).getFirst().breaker().force(true, new Forced("ana", "x", null, 0));
    String server = "pool=\"api\",server=\"api-1\"";
    assertThat(text())
        .contains("evenkeel_server_breaker_state{" + server + ",state=\"forced-open\"} 1")
        .contains("evenkeel_server_breaker_state{" + server + ",state=\"closed\"} 0")
        .contains("evenkeel_server_breaker_transitions_total{" + server + ",to=\"forced-open\"} 1")
        .contains("evenkeel_server_breaker_held_closed_total{" + server + "} 0")
        .contains("evenkeel_pool_breaker_state{pool=\"api\",state=\"closed\"} 1");
  }

  @Test
  void tellsAboutTheProcess() throws IOException {
    assertThat(text())
        .contains("evenkeel_build_info{version=\"1.2.3\"} 1")
        .contains("evenkeel_config_revision 1.0")
        .contains("evenkeel_config_last_reload_successful 0")
        .contains("evenkeel_config_reloads_total{result=\"rejected\"} 1")
        .contains("evenkeel_pool_healthy_servers{pool=\"api\"} 1")
        .contains("evenkeel_pool_retries_total{pool=\"api\",reason=\"connect-timeout\"} 0")
        .contains("evenkeel_pool_retry_budget_exhausted_total{pool=\"api\"} 0");
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
