package io.evenkeel.app.run;

import static io.evenkeel.app.run.PreflightBed.api;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.trial.ShadowChecks;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.time.SeededRandom;
import io.evenkeel.testkit.process.Misbehaviour;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shadow stage on real servers, on the thread of a real control loop. */
class ShadowOnServersTest {
  private static final String CHECK =
      "{ readiness: { http: %s, interval: 200ms, timeout: 200ms } }";

  private record Round(int number, List<ShadowChecks.Disagreement> lost) {}

  @Test
  void tellsWhichServersTheNewCheckWouldLose(@TempDir Path folder) throws InterruptedException {
    BlockingQueue<Round> rounds = new LinkedBlockingQueue<>();
    try (PreflightBed bed = new PreflightBed();
        NodeServer strict = NodeServer.start(folder, "strict");
        RawServer lenient = RawServer.start(Misbehaviour.wellBehaved());
        ControlLoop loop = new ControlLoop(System::nanoTime)) {
      Config base = api(CHECK.formatted("/health"), strict.address(), lenient.address());
      Config target = api(CHECK.formatted("/missing"), strict.address(), lenient.address());
      ServerHealth healthy = new ServerHealth(new HealthState(Health.HEALTHY, 0, 0), null, null, 0);
      ShadowChecks.Start start =
          new ShadowChecks.Start(loop, bed.prober(), new SeededRandom(1), _ -> healthy, 3);
      loop.start();
      loop.execute(() -> {
        var _ =
            ShadowChecks.start(
                start, base, target, (number, lost) -> rounds.add(new Round(number, lost)));
      });
      assertThat(rounds.poll(20, TimeUnit.SECONDS)).isEqualTo(new Round(1, List.of()));
      assertThat(rounds.poll(20, TimeUnit.SECONDS)).isEqualTo(new Round(2, List.of()));
      Round last = rounds.poll(20, TimeUnit.SECONDS);
      assertThat(last).isNotNull();
      assertThat(last.lost())
          .extracting(ShadowChecks.Disagreement::name, ShadowChecks.Disagreement::answer)
          .containsExactly(tuple("api-1", "404"));
    }
  }
}
