package io.evenkeel.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceNotifierTest {
  /** Binds a datagram socket, says so, prints what three datagrams hold. */
  private static final String RECEIVER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.settimeout(20)
      s.bind(sys.argv[1])
      print("bound", flush=True)
      for _ in range(3):
          print(s.recv(4096).decode().replace("\\n", "|"), flush=True)
      """;

  @Test
  void tellsSystemdOverItsSocket(@TempDir Path folder) throws IOException, InterruptedException {
    Path socket = folder.resolve("notify");
    Process receiver =
        new ProcessBuilder("python3", "-c", RECEIVER, socket.toString())
            .redirectErrorStream(true)
            .start();
    try (var lines = receiver.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("bound");
      ServiceNotifier notifier = ServiceNotifier.of(Map.of("NOTIFY_SOCKET", socket.toString()));
      notifier.ready("serving");
      notifier.reloading();
      notifier.stopping("draining");
      assertThat(lines.readLine()).isEqualTo("READY=1|STATUS=serving");
      assertThat(lines.readLine()).matches("RELOADING=1\\|MONOTONIC_USEC=\\d+");
      assertThat(lines.readLine()).isEqualTo("STOPPING=1|STATUS=draining");
    } finally {
      receiver.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void saysNothingWithoutSystemd() {
    ServiceNotifier notifier = ServiceNotifier.of(Map.of());
    notifier.ready("serving");
    assertThat(notifier.alivePeriod()).isEmpty();
  }

  @Test
  void theWatchdogIsFedAtHalfItsTime(@TempDir Path folder) {
    String socket = folder.resolve("notify").toString();
    Map<String, String> env = Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "30000000");
    assertThat(ServiceNotifier.of(env).alivePeriod()).contains(Duration.ofSeconds(15));
  }

  @Test
  void theWatchdogOfAnotherProcessIsNotOurs(@TempDir Path folder) {
    String socket = folder.resolve("notify").toString();
    Map<String, String> env =
        Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "1");
    assertThat(ServiceNotifier.of(env).alivePeriod()).isEmpty();
  }
}
