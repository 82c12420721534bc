package io.evenkeel.app.scenario.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.NginxServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a plan takes that asks a thousand servers, while they have traffic. */
class PlanTimeTest {
  private static final int SERVERS = 1_000;
  private static final Duration PROMISE = Duration.ofSeconds(5);

  @Test
  void aThousandServersAreAskedInSeconds(@TempDir Path folder) {
    int port = FreePorts.next();
    try (NginxServer nginx = NginxServer.start(folder, SERVERS);
        Evenkeel evenkeel = Evenkeel.start(folder, config(port, nginx, "/health"));
        LoadClient load = LoadClient.start(port, "/health", 2)) {
      load.awaitOk(1_000);
      Desk desk = new Desk(URI.create(evenkeel.adminUrl()).getPort());
      String same = config(port, nginx, "/health, body: ok");
      String wrong = config(port, nginx, "/api/health");
      assertThat(plan(evenkeel, desk, "a check that passes", same)).isEqualTo(Case.DOUBTFUL);
      assertThat(plan(evenkeel, desk, "a check that fails", wrong)).isEqualTo(Case.REFUSED);
      String more = wrong.replace("http: /api/health", "http: /health").replace("p2c", "maglev");
      assertThat(plan(evenkeel, desk, "another balancer", more)).isEqualTo(Case.DOUBTFUL);
      assertThat(load.report().refused() + load.report().failures().size()).isZero();
    }
  }

  private static String plan(Evenkeel evenkeel, Desk desk, String what, String text) {
    String whole = evenkeel.text(text);
    long start = System.nanoTime();
    Desk.Reply plan = desk.plan(evenkeel.config().toString(), whole);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(
        "plan for %,d servers: %s: %s after %d ms%n",
        SERVERS, what, plan.text("verdict"), took.toMillis());
    assertThat(plan.status()).as("%s", plan).isEqualTo(200);
    assertThat(took).as(what).isLessThan(PROMISE);
    return plan.text("verdict");
  }

  private static String config(int port, NginxServer nginx, String check) {
    StringBuilder text = new StringBuilder();
    text.append("listeners: { web: { bind: \"127.0.0.1:")
        .append(port)
        .append("\", routes: [ { pool: api } ] } }\npools:\n  api:\n    balance: p2c\n")
        .append("    health: { readiness: { http: ")
        .append(check)
        .append(" } }\n    servers:\n");
    for (int i = 0; i < SERVERS; i++) {
      text.append("      api-%d: \"%s\"\n".formatted(i, nginx.address(i)));
    }
    return text.toString();
  }
}
