package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.NginxServer;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What ten thousand checked servers cost. A measurement, for a quiet machine: {@code ./mvnw verify
 * -pl app -am -Dtest=ManyChecksScenarioTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Devenkeel.test.many-checks=10000}.
 */
@EnabledIfSystemProperty(named = "evenkeel.test.many-checks", matches = "\\d+")
class ManyChecksScenarioTest {
  private static final int SERVERS = Integer.getInteger("evenkeel.test.many-checks", 0);
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration MEASURED = Duration.ofSeconds(60);

  /** Of one core: checking is a side job. */
  private static final double MAX_CORES = 0.25;

  @TempDir Path folder;

  @Test
  void checksCostLittle() {
    try (NginxServer nginx = NginxServer.start(folder, SERVERS);
        Evenkeel evenkeel = Evenkeel.start(folder, config(nginx))) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> evenkeel.status().contains("\"healthy\":" + SERVERS + ","));
      pass(WARM_UP);
      Duration before = cpu(evenkeel);
      long started = System.nanoTime();
      pass(MEASURED);
      double seconds = (System.nanoTime() - started) / 1e9;
      double cores = cpu(evenkeel).minus(before).toMillis() / 1e3 / seconds;
      assertThat(evenkeel.status()).contains("\"healthy\":" + SERVERS + ",");
      System.out.printf("%d servers checked every 5 s: %.3f cores%n", SERVERS, cores);
      assertThat(cores).isLessThan(MAX_CORES);
    }
  }

  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Awaitility.await()
        .atMost(time.plusSeconds(10))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> System.nanoTime() - end >= 0);
  }

  private static Duration cpu(Evenkeel evenkeel) {
    return ProcessHandle.of(evenkeel.process().pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow();
  }

  private static String config(NginxServer nginx) {
    StringBuilder config =
        new StringBuilder(
            """
            listeners:
              web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
            pools:
              api:
                health: { readiness: { http: /health, interval: 5s } }
                servers:
            """
                .formatted(FreePorts.next()));
    for (int i = 0; i < SERVERS; i++) {
      config.append("      s%d: \"%s\"\n".formatted(i, nginx.address(i)));
    }
    return config.toString();
  }
}
