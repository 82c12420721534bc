package io.evenkeel.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Events over HTTP, asked for and listened to. */
class EventStreamTest {
  private static final String EVENTS = "/api/v1/events";

  private AdminDesk desk;
  private Http http;

  @BeforeEach
  void start() throws IOException {
    desk = new AdminDesk(Map.of(), 0);
    http = desk.http();
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void theLastEventsAreAListWhenJsonIsAskedFor() throws IOException {
    for (int i = 0; i < 3; i++) {
      happen("reason " + i);
    }
    Http.Reply reply = http.get(EVENTS + "?limit=2", "Accept: application/json");
    assertThat(ApiSchema.errorsOfAnswer("get", EVENTS, reply.body())).isEmpty();
    JsonNode last = reply.json();
    assertThat(last.size()).isEqualTo(2);
    assertThat(last.path(1).path("kind").asString()).isEqualTo("health-changed");
    assertThat(last.path(1).path("fields").path("server").asString()).isEqualTo("api/10.0.0.1:80");
    assertThat(last.path(1).path("fields").path("to").asString()).isEqualTo("unhealthy");
    assertThat(last.path(1).path("fields").path("why").asString()).isEqualTo("reason 2");
  }

  @Test
  void aListenerHearsWhatHappensAndHeartbeatsInBetween() throws IOException {
    happen("before");
    try (Socket socket = listen("")) {
      BufferedReader in = reader(socket);
      assertThat(lineStartingWith(in, ":")).isEqualTo(": alive");
      happen("now");
      String id = lineStartingWith(in, "id: ").substring(4);
      assertThat(lineStartingWith(in, "event: ")).isEqualTo("event: health-changed");
      assertThat(lineStartingWith(in, "data: ")).contains("\"id\":" + id, "now");
      assertThat(lineStartingWith(in, ":")).isEqualTo(": alive");
    }
  }

  @Test
  void whoComesBackMissesNothing() throws IOException {
    happen("heard");
    long heard = desk.events.lastId();
    happen("missed");
    try (Socket socket = listen("Last-Event-ID: " + heard)) {
      assertThat(lineStartingWith(reader(socket), "data: ")).contains("missed");
    }
    try (Socket socket = listen("Last-Event-ID: ../..")) {
      BufferedReader in = reader(socket);
      lineStartingWith(in, ":");
      happen("fresh");
      assertThat(lineStartingWith(in, "data: ")).contains("fresh");
    }
  }

  @Test
  void whoWasAwayTooLongIsToldSo() throws IOException {
    happen("first");
    long heard = desk.events.lastId();
    for (int i = 0; i < 1_500; i++) {
      happen("later");
    }
    try (Socket socket = listen("Last-Event-ID: " + heard)) {
      BufferedReader in = reader(socket);
      assertThat(lineStartingWith(in, "event: ")).isEqualTo("event: gap");
      assertThat(lineStartingWith(in, "id: ")).isEqualTo("id: " + (heard + 501));
    }
  }

  @Test
  void aFloodOfListenersIsTurnedAwayAndTheOthersStillServed() throws IOException {
    List<Socket> listening = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = listen("");
        listening.add(socket);
        lineStartingWith(reader(socket), ":");
      }
      Http.Reply reply = http.get(EVENTS);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.head()).containsIgnoringCase("retry-after: 10");
      assertThat(http.get("/healthz").status()).isEqualTo(200);
    } finally {
      for (Socket socket : listening) {
        socket.close();
      }
    }
    // Heartbeats find out that they are gone; until then the places are taken.
    Http.Reply free = http.ask("HEAD", EVENTS, "");
    for (int i = 0; i < 1_000 && free.status() == 503; i++) {
      free = http.ask("HEAD", EVENTS, "");
    }
    assertThat(free.status()).isEqualTo(200);
  }

  @Test
  void askingForTheHeadOnlyTakesNoPlace() throws IOException {
    for (int i = 0; i < 10; i++) {
      assertThat(http.ask("HEAD", EVENTS, "").status()).isEqualTo(200);
    }
  }

  @Test
  void closingTheListenerEndsTheStreams() throws IOException {
    try (Socket socket = listen("")) {
      BufferedReader in = reader(socket);
      lineStartingWith(in, ":");
      long before = System.nanoTime();
      desk.close();
      assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
      while (in.readLine() != null) {
        // What was on its way.
      }
    }
  }

  private Socket listen(String field) throws IOException {
    Socket socket = http.open();
    String head = "GET " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n";
    String more = field.isEmpty() ? "" : field + "\r\n";
    socket.getOutputStream().write((head + more + "\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String lineStartingWith(BufferedReader in, String prefix) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith(prefix)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended without a line that starts with " + prefix);
  }

  private void happen(String why) {
    ServerId server = new ServerId(new PoolName("api"), new HostPort("10.0.0.1", 80));
    desk.events.on(new Event.HealthChanged(server, Health.HEALTHY, Health.UNHEALTHY, why));
  }
}
