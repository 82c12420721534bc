package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.ChildProcess;
import io.evenkeel.testkit.process.Command;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.EvenkeelCommand;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer meets in the first hour: each message must end the search for the cause. */
@NullUnmarked
class FirstHourScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static NodeServer node;

  @BeforeAll
  static void start() {
    node = NodeServer.start(folder, "node-1");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Command run(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), "version: 1\n" + text);
    return EvenkeelCommand.run("run", "--config", file.toString());
  }

  private static String oneServer(String bind, String address) {
    return """
    admin: off
    listeners: { web: { bind: "%s", routes: [ { pool: api } ] } }
    pools: { api: { servers: { node-1: "%s" } } }
    """
        .formatted(bind, address);
  }

  @Test
  void aPortInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String bind = "127.0.0.1:" + taken.getLocalPort();
      Command run = run("taken", oneServer(bind, node.address()));
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).contains("listener web", bind, "in use");
    }
  }

  @Test
  void aConfigurationFileThatIsMissing() {
    Path missing = folder.resolve("no-such.yaml");
    for (String command : new String[] {"run", "validate"}) {
      Command run = EvenkeelCommand.run(command, "--config", missing.toString());
      assertThat(run.exit()).as(command).isEqualTo(3);
      assertThat(run.out() + run.err()).contains("no-such.yaml", "does not exist");
    }
  }

  @Test
  void aFileWithErrorsAndOneWithout() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "version: 1\nlisteners: { web: {} }\n");
    Command wrong = EvenkeelCommand.run("validate", bad.toString());
    assertThat(wrong.exit()).isEqualTo(3);
    assertThat(wrong.out()).contains("bad.yaml:2:", "error EK");
    assertThat(EvenkeelCommand.run("run", "--config", bad.toString()).exit()).isEqualTo(3);
    String good = "version: 1\n" + oneServer("127.0.0.1:0", node.address());
    Path fine = Files.writeString(folder.resolve("good.yaml"), good);
    Command right = EvenkeelCommand.run("validate", fine.toString());
    assertThat(right.exit()).as(right.out() + right.err()).isZero();
    assertThat(EvenkeelCommand.run("validate", "--no-such-option").exit()).isEqualTo(2);
  }

  @Test
  void anAccessLogThatCannotBeWritten() throws IOException {
    // A folder in the place of the file: it fails for root as well.
    Path log = Files.createDirectories(folder.resolve("access.jsonl"));
    String config = oneServer("127.0.0.1:" + FreePorts.next(), node.address());
    Command run =
        run("log", config.replace("routes:", "access-log: { to: \"" + log + "\" }, routes:"));
    assertThat(run.exit()).as(run.out()).isEqualTo(1);
    assertThat(run.err()).contains("access.jsonl", "listener web").doesNotContain("\tat ");
  }

  @Test
  void aServerNameThatDoesNotResolve() throws IOException {
    int port = FreePorts.next();
    try (Evenkeel evenkeel =
            Evenkeel.start(folder, Configs.checked(port, Map.of("lost", "no-such.invalid:3000")));
        RawClient client = RawClient.connect(port, SOON)) {
      evenkeel.awaitHealth("lost", "unhealthy", SOON);
      assertThat(StatusJson.of(evenkeel).server("api", "lost").path("lastCheck").toString())
          .contains("no-such.invalid");
      HttpReply reply = client.get("/");
      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.header("proxy-status")).contains("no-such.invalid");
    }
  }

  @Test
  void aServerNamedLocalhost() throws IOException {
    int port = FreePorts.next();
    try (Evenkeel evenkeel =
            Evenkeel.start(
                folder, Configs.checked(port, Map.of("node-1", "localhost:" + node.port())));
        RawClient client = RawClient.connect(port, SOON)) {
      evenkeel.awaitHealth("node-1", "healthy", SOON);
      assertThat(client.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void aListenerOnIpv6AndOnAUnixSocket() throws IOException {
    int port = FreePorts.next();
    Path socket = folder.resolve("web.sock");
    String config =
        Configs.plain(port, Map.of("node-1", node.address()))
            .replace(
                "\"127.0.0.1:" + port + "\"", "[ \"[::1]:" + port + "\", \"unix:" + socket + "\" ]");
    try (Evenkeel evenkeel = Evenkeel.start(folder, config)) {
      assertThat(curl("http://[::1]:" + port + "/")).isEqualTo("hello\n");
      assertThat(curl("--unix-socket", socket.toString(), "http://any/")).isEqualTo("hello\n");
      evenkeel.process().terminate();
      assertThat(evenkeel.process().awaitExit(SOON)).isIn(0, 143);
      assertThat(socket).doesNotExist();
    }
  }

  @Test
  void twoBalancersWithDefaultsDoNotFight() throws IOException {
    int first = FreePorts.next();
    int second = FreePorts.next();
    try (ChildProcess one = startWithDefaults("one", first);
        ChildProcess two = startWithDefaults("two", second)) {
      // The admin address is the same for both: who comes second goes without, and says so.
      two.awaitLine(Pattern.compile("event=admin-unavailable .*admin: \\{ bind"), SOON);
      assertThat(curl("http://127.0.0.1:" + first + "/")).isEqualTo("hello\n");
      assertThat(curl("http://127.0.0.1:" + second + "/")).isEqualTo("hello\n");
      assertThat(one.isAlive()).isTrue();
    }
  }

  private static ChildProcess startWithDefaults(String name, int port) throws IOException {
    String config =
        "state: " + folder.resolve("state") + "\n" + oneServer("127.0.0.1:" + port, node.address());
    Path file =
        Files.writeString(
            folder.resolve(name + ".yaml"), "version: 1\n" + config.replace("admin: off", ""));
    ChildProcess process = EvenkeelCommand.start("run", "--config", file.toString());
    process.awaitLine(Pattern.compile("event=serving"), SOON);
    return process;
  }

  @Test
  void statusWithoutABalancer() {
    Command status =
        EvenkeelCommand.run("status", "--admin", "http://127.0.0.1:" + FreePorts.next());
    assertThat(status.exit()).isEqualTo(1);
    assertThat(status.err()).contains("is it running?");
  }

  private static String curl(String... options) {
    String[] line = new String[options.length + 2];
    line[0] = "curl";
    line[1] = "-sS";
    System.arraycopy(options, 0, line, 2, options.length);
    return Command.run(SOON, line).expectSuccess().out();
  }
}
