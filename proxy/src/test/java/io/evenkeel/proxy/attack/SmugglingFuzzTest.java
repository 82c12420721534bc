package io.evenkeel.proxy.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.proxy.attack.StrictHttp.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/**
 * Whatever a client sends, the server gets strict requests only, and exactly as many as the client
 * gets answers of the server for: no bytes can hide a request from one of the two sides.
 */
final class SmugglingFuzzTest {
  private static final int CASES = 4_000;
  private static final int AT_ONCE = 100;

  private final ConcurrentHashMap<Integer, String> answered = new ConcurrentHashMap<>();

  @Test
  void noRequestReachesTheServerThatTheClientWasNotAnsweredFor() throws Exception {
    long seed = Long.getLong("attack.seed", 20_261_121L);
    try (ScriptedServer server = ScriptedServer.numbering();
        ProxyUnderTest proxy = ProxyUnderTest.before(server.port())) {
      runAll(seed, proxy);
      assertThat(server.violations).as("seed " + seed).isEmpty();
      for (Integer number : server.requests.keySet()) {
        assertThat(answered)
            .as("seed %d, request nobody was answered for: %s", seed, server.requests.get(number))
            .containsKey(number);
      }
      assertThat(answered).as("seed " + seed).hasSameSizeAs(server.requests);
      assertThat(answered.size()).as("cases that pass, seed " + seed).isGreaterThan(CASES / 4);
    }
  }

  private void runAll(long seed, ProxyUnderTest proxy) throws Exception {
    Semaphore turns = new Semaphore(AT_ONCE);
    List<Future<?>> cases = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CASES; i++) {
        int number = i;
        turns.acquire();
        cases.add(
            threads.submit(() -> {
              try {
                runOne(seed, number, proxy);
              } finally {
                turns.release();
              }
              return null;
            }));
      }
      for (Future<?> one : cases) {
        one.get();
      }
    }
  }

  private void runOne(long seed, int number, ProxyUnderTest proxy) throws Exception {
    Mutations mutations = new Mutations(seed + number);
    String before =
        switch (mutations.number(6)) {
          case 0 -> "GET /" + number + "/first HTTP/1.1\r\nHost: a\r\n\r\n";
          case 1 -> "\r\n";
          case 2 -> mutations.bent("GET /" + number + "/bent HTTP/1.1\r\nHost: a\r\n\r\n");
          default -> "";
        };
    String sent =
        before
            + mutations.request("/" + number)
            + ("GET /" + number + "/last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    String got = proxy.exchange(sent);
    String what = "seed " + seed + ", case " + number + "\nsent: " + sent + "\ngot: " + got;
    int at = 0;
    boolean last = false;
    while (at < got.length()) {
      assertThat(last).as("bytes behind the last answer, " + what).isFalse();
      Optional<Message> answer = StrictHttp.response(got, at);
      assertThat(answer).as("incomplete answer, " + what).isPresent();
      at = answer.get().end();
      last = answer.get().values("connection").contains("close");
      for (String id : answer.get().values("x-number")) {
        String other = answered.put(Integer.parseInt(id), what);
        assertThat(other).as("one request answered twice, " + what).isNull();
      }
    }
  }
}
