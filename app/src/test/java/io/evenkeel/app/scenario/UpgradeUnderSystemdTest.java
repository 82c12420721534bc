package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.ChildProcess;
import io.evenkeel.testkit.process.EvenkeelCommand;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd would see and do, played by scripts: notifications, and sockets it has opened. */
@NullUnmarked
class UpgradeUnderSystemdTest {
  /** Says what arrives at a datagram socket, and from whom by the kernel's word. */
  private static final String NOTIFIED =
      """
      import socket, struct, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
      s.bind(sys.argv[1])
      print("bound", flush=True)
      while True:
          data, control, _, _ = s.recvmsg(4096, socket.CMSG_SPACE(12))
          pid = struct.unpack("iii", control[0][2])[0]
          print(f"{pid}: " + data.decode().replace("\\n", "|"), flush=True)
      """;

  /** Listens at 127.0.0.1:PORT and at a path, and becomes the command with both as 3 and 4. */
  private static final String ACTIVATED =
      """
      import os, socket, sys
      tcp = socket.create_server(("127.0.0.1", int(sys.argv[1])))
      unix = socket.socket(socket.AF_UNIX)
      unix.bind(sys.argv[2])
      unix.listen(10)
      kept = [os.dup2(s, 100 + i) for i, s in enumerate([tcp.fileno(), unix.fileno()])]
      for i, s in enumerate(kept):
          os.dup2(s, 3 + i, inheritable=True)
      os.environ.update(LISTEN_FDS="2", LISTEN_PID=str(os.getpid()))
      os.execvp(sys.argv[3], sys.argv[3:])
      """;

  @TempDir Path folder;
  private Path file;
  private Path unix;
  private int port;

  @BeforeEach
  void write() throws IOException {
    port = FreePorts.next();
    unix = folder.resolve("web.sock");
    file =
        Files.writeString(
            folder.resolve("evenkeel.yaml"),
            """
            version: 1
            state: %s
            admin: { bind: "127.0.0.1:%d" }
            listeners:
              web:
                bind: [ "127.0.0.1:%d", "unix:%s" ]
                routes: [ { respond: { status: 200, body: ok } } ]
            """
                .formatted(folder.resolve("state"), FreePorts.next(), port, unix));
  }

  private static List<String> line(List<String> before, List<String> command) {
    List<String> line = new ArrayList<>(before);
    line.addAll(command);
    return line;
  }

  private List<String> run() {
    return EvenkeelCommand.line("run", "--config", file.toString());
  }

  private static Pattern serving() {
    return Pattern.compile("event=serving.*pid=\"?(\\d+)");
  }

  private void assertServes() throws IOException {
    try (RawClient client = RawClient.connect(port, Generations.SOON)) {
      assertThat(client.get("/").body()).isEqualTo("ok");
    }
  }

  @Test
  void theNewProcessBecomesTheServicesMainProcess() throws Exception {
    Path socket = folder.resolve("notify");
    ChildProcess systemd =
        ChildProcess.start(List.of("python3", "-c", NOTIFIED, socket.toString()));
    systemd.awaitLine(Pattern.compile("bound"), Generations.SOON);
    List<String> env =
        List.of("env", "NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=2000000", "WATCHDOG_PID=1");
    ChildProcess old = ChildProcess.start(line(env, run()));
    long heir = 0;
    try {
      systemd.awaitLine(Pattern.compile(old.pid() + ": READY=1"), Generations.SOON);
      old.awaitLine(serving(), Generations.SOON);
      Path waits = folder.resolve("state").resolve("upgrade.sock");
      org.awaitility.Awaitility.await().atMost(Generations.SOON).until(() -> Files.exists(waits));
      int from = systemd.outputLines();
      EvenkeelCommand.run("upgrade", "--config", file.toString()).expectSuccess();
      String said =
          systemd
              .awaitLine(Pattern.compile(old.pid() + ": MAINPID=(\\d+)"), from, Generations.SOON)
              .group(1);
      heir = Long.parseLong(said);
      systemd.awaitLine(Pattern.compile(heir + ": READY=1"), from, Generations.SOON);
      // The order counts: whoever is not the main process is not listened to.
      assertThat(systemd.output().indexOf("MAINPID="))
          .isLessThan(systemd.output().indexOf(heir + ": READY=1"));
      assertThat(old.awaitExit(Generations.SOON)).isZero();
      assertThat(systemd.output()).as("the service goes on").doesNotContain("STOPPING");
      // The watchdog was addressed to the old one by number; it is the new one's now.
      systemd.awaitLine(Pattern.compile(heir + ": WATCHDOG=1"), from, Generations.SOON);
      assertServes();
    } finally {
      ProcessHandle.of(heir).ifPresent(ProcessHandle::destroyForcibly);
      old.close();
      systemd.close();
    }
  }

  @Test
  void socketsOfSystemdAreAdoptedAndPassedOn() throws Exception {
    List<String> systemd =
        List.of("python3", "-c", ACTIVATED, Integer.toString(port), unix.toString());
    ChildProcess old = ChildProcess.start(line(systemd, run()));
    try {
      old.awaitLine(serving(), Generations.SOON);
      assertServes();
      ChildProcess heir =
          ChildProcess.start(
              EvenkeelCommand.line("run", "--config", file.toString(), "--take-over"));
      try {
        heir.awaitLine(serving(), Generations.SOON);
        assertThat(heir.output()).contains("sockets=\"2\"");
        assertThat(old.awaitExit(Generations.SOON)).isZero();
        assertServes();
        heir.terminate();
        assertThat(heir.awaitExit(Generations.SOON)).isIn(0, 143);
        assertThat(unix).as("systemd listens there, and may start another").exists();
      } finally {
        heir.close();
      }
    } finally {
      old.close();
    }
  }
}
