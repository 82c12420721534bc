package io.evenkeel.proxy.listen;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.core.model.BindAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process that runs out of file descriptors waits, does not spin, and goes on. */
final class DescriptorExhaustionTest {
  private static final int DESCRIPTORS = 200;
  private static final int CLIENTS = 300;

  /** A line of {@link StarvedServer}. */
  private record State(long pauses, int open, long cpuMillis) {}

  @Test
  void acceptingPausesAndGoesOn() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell's ulimit");
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -n " + DESCRIPTORS + "; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                StarvedServer.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Socket> clients = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII);
        Writer in = process.outputWriter(StandardCharsets.US_ASCII)) {
      BindAddress.Tcp address = new BindAddress.Tcp("127.0.0.1", Integer.parseInt(numberLine(out)));
      ask(in, out); // loads the classes that answering needs, while there are descriptors
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Net.connect(address)); // the kernel takes them all; the process cannot
      }
      await().atMost(20, SECONDS).until(() -> ask(in, out).pauses() > 0);
      State before = ask(in, out);
      assertThat(before.open()).isLessThan(DESCRIPTORS);
      await().atMost(20, SECONDS).until(() -> ask(in, out).pauses() >= before.pauses() + 5);
      State after = ask(in, out);
      // Five pauses are half a second at least: spinning would use most of it.
      assertThat(after.cpuMillis() - before.cpuMillis()).isLessThan(250);
      for (Socket served : clients.subList(0, 200)) {
        served.close();
      }
      assertThat(Net.say(clients.getLast(), "at last")).isEqualTo("at last");
    } finally {
      for (Socket client : clients) {
        client.close();
      }
      process.destroyForcibly();
    }
  }

  private static State ask(Writer in, BufferedReader out) throws IOException {
    in.write("\n");
    in.flush();
    long[] numbers = Arrays.stream(numberLine(out).split(" ")).mapToLong(Long::parseLong).toArray();
    return new State(numbers[0], (int) numbers[1], numbers[2]);
  }

  /** The next line that is not a line of the log. */
  private static String numberLine(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.matches("[0-9 ]+")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("the server ended");
    }
    return line;
  }
}
