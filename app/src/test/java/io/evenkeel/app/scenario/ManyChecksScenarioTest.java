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
  private static final int HALF = SERVERS / 2;

  /** Then slow start is over, and the compiler has seen it all. */
  private static final Duration WARM_UP = Duration.ofSeconds(75);

  /** As long as a connection is kept: every server is connected to once. */
  private static final Duration MEASURED = Duration.ofSeconds(60);

  /** Of one core: checking is a side job. */
  private static final double MAX_CORES = 0.1;

  @TempDir Path folder;

  @Test
  void checksCostLittle() {
    // Two, so that neither runs out of descriptors and closes connections for it.
    try (NginxServer one = NginxServer.start(folder, HALF);
        NginxServer two = NginxServer.start(folder, HALF);
        Evenkeel evenkeel = Evenkeel.start(folder, config(one, two))) {
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

  private static String config(NginxServer... servers) {
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
    for (NginxServer nginx : servers) {
      for (int i = 0; i < HALF; i++) {
        config.append("      s%d-%d: \"%s\"\n".formatted(nginx.port(), i, nginx.address(i)));
      }
    }
    return config.toString();
  }
}
