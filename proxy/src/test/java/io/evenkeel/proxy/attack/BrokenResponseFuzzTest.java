package io.evenkeel.proxy.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.proxy.attack.StrictHttp.Message;
import io.evenkeel.proxy.attack.StrictHttp.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Whatever a server answers, a client gets one answer to a request: the server's own, whole and
 * well framed, or an error of ours, or a connection that visibly broke.
 */
final class BrokenResponseFuzzTest {
  private static final int CASES = 3_000;
  private static final int THREADS = 50;
  private static final String POISON =
      "HTTP/1.1 200 OK\r\nX-Poison: 1\r\nContent-Length: 1\r\n\r\nP";

  @Test
  void aClientGetsOneWholeAnswerOrNoticesThatItDoesNot() throws Exception {
    long seed = Long.getLong("attack.seed", 20_261_121L);
    try (ScriptedServer server = new ScriptedServer((_, request) -> answerTo(seed, request));
        ProxyUnderTest proxy = ProxyUnderTest.before(server.port());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Boolean>> cases = new ArrayList<>();
      for (int i = 0; i < CASES; i++) {
        int number = i;
        cases.add(threads.submit(() -> passes(seed, number, proxy)));
      }
      int passed = 0;
      for (Future<Boolean> one : cases) {
        passed += one.get() ? 1 : 0;
      }
      assertThat(passed).as("answers that passed, seed " + seed).isBetween(CASES / 20, CASES);
      assertThat(server.violations).isEmpty();
    }
  }

  /** Whether the client got the server's answer to the case, and went on over the connection. */
  private static boolean passes(long seed, int number, ProxyUnderTest proxy) throws Exception {
    String got = twoRequests(number, proxy);
    String sent = response(seed, number);
    String what = "seed " + seed + ", case " + number + "\nserver: " + sent + "\nclient: " + got;
    int at = 0;
    int answers = 0;
    boolean own = false;
    while (at < got.length()) {
      Optional<Message> answer = StrictHttp.response(got, at);
      if (answer.isEmpty()) {
        return false; // cut off, and the client can tell
      }
      Message message = answer.get();
      at = message.end();
      if (message.status() < 200) {
        continue;
      }
      answers++;
      assertThat(message.values("x-poison")).as(what).isEmpty();
      if (answers == 1 && message.status() == 200) {
        own = true;
        assertThat(message.body()).as(what).isEqualTo(expectedBody(sent));
      }
    }
    assertThat(answers).as(what).isLessThanOrEqualTo(2);
    return own && answers == 2;
  }

  private static String expectedBody(String sent) {
    try {
      int at = 0;
      while (true) {
        Optional<Message> message =
            StrictHttp.response(sent.replace(ScriptedServer.THEN_CLOSE, ""), at);
        if (message.isEmpty()) {
          return "(nothing: it is incomplete)";
        }
        if (message.get().status() >= 200) {
          return message.get().body();
        }
        at = message.get().end();
      }
    } catch (Violation e) {
      return "(nothing: " + e.getMessage() + ")";
    }
  }

  private static String twoRequests(int number, ProxyUnderTest proxy) throws IOException {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try (Socket socket = proxy.connect()) {
      String first = "GET /" + number + " HTTP/1.1\r\nHost: a\r\n\r\n";
      String second = "GET /good HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write((first + second).getBytes(ISO_8859_1));
      socket.getInputStream().transferTo(got);
    } catch (SocketException broken) {
      return got.toString(ISO_8859_1); // what came is what counts
    }
    return got.toString(ISO_8859_1);
  }

  private static String answerTo(long seed, Message request) {
    String path = request.target();
    return path.equals("/good")
        ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"
        : response(seed, Integer.parseInt(path.substring(1)));
  }

  private static String response(long seed, int number) {
    Mutations mutations = new Mutations(~seed + number);
    StringBuilder out = new StringBuilder();
    if (mutations.oneIn(8)) {
      out.append(mutations.bent("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"));
    }
    out.append("HTTP/1.1 ").append(mutations.of(List.of("200 OK", "200 ", "200 OK", "404 No")));
    out.append("\r\nServer: s\r\n");
    mutations.framing(out);
    String answer = mutations.bent(out.toString()).replace(ScriptedServer.THEN_CLOSE, "\u0001");
    return answer
        + switch (mutations.number(3)) {
          case 0 -> POISON;
          case 1 -> POISON + ScriptedServer.THEN_CLOSE;
          default -> ScriptedServer.THEN_CLOSE;
        };
  }
}
