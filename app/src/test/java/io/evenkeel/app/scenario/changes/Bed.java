package io.evenkeel.app.scenario.changes;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.RawServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A balancer that serves {@link Base}, its servers, and load. For one test thread. */
final class Bed implements AutoCloseable {
  static final int REQUESTS_PER_SECOND = 500;

  private static final String OFFICE = "GET /v1/office/mail HTTP/1.1\r\nHost: api.test\r\n\r\n";

  private static final List<String> SERVERS =
      List.of(
          ("api-1 api-2 api-3 api-4 shop-1 shop-2 shop-3 slow-1 slow-2 office-1 office-2 office-3"
                  + " spare-1 spare-2 spare-3 spare-4")
              .split(" ", -1));

  private final List<Runnable> open = new ArrayList<>();
  private final Map<String, String> fillings = new LinkedHashMap<>();
  private final Evenkeel evenkeel;
  private final Desk desk;
  private final List<LoadClient> loads;

  Bed(Path folder) {
    SERVERS.forEach(name -> serve(name, keep(new LightServer(name), LightServer::close).port()));
    // Takes connections and says nothing; speaks first, and no HTTP; is not there.
    serve("mute", keep(RawServer.start(connection -> connection.hold()), RawServer::close).port());
    serve(
        "smtp",
        keep(RawServer.start(c -> c.send("220 mail ESMTP\r\n").hold()), RawServer::close).port());
    for (String nobody : List.of("dead", "dead-2", "web", "side", "quiet", "third")) {
      serve(nobody, FreePorts.next());
    }
    int adminPort = FreePorts.next();
    serve("admin", adminPort);
    List.of("ann", "ben", "eve", "fay").forEach(user -> fillings.put(user, Desk.sha256(user)));
    fillings.put("folder", folder.toString());
    Map.of("yesterday", -1, "tomorrow", 1, "in-three-days", 3, "in-four-days", 4)
        .forEach((name, ahead) -> fillings.put(name, day(ahead)));
    includable(folder);
    Certificates.into(folder);
    evenkeel = keep(Evenkeel.startWhole(folder, adminPort, filled(Base.TEXT)), Evenkeel::close);
    desk = new Desk(adminPort);
    loads =
        List.of(
            keep(LoadClient.start(port("web"), many()), LoadClient::close),
            keep(LoadClient.start(port("side"), one()), LoadClient::close));
    awaitTraffic();
  }

  private void serve(String name, int port) {
    fillings.put(name, "127.0.0.1:" + port);
    fillings.put(name + "-port", Integer.toString(port));
  }

  private int port(String name) {
    return Integer.parseInt(Objects.requireNonNull(fillings.get(name + "-port")));
  }

  private <T> T keep(T resource, Consumer<T> close) {
    open.add(() -> close.accept(resource));
    return resource;
  }

  private static String day(int ahead) {
    // By UTC, like the windows of the cases.
    return LocalDate.now(ZoneOffset.UTC)
        .plusDays(ahead)
        .getDayOfWeek()
        .getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
  }

  /** The pool office in a file of its own. */
  private void includable(Path folder) {
    String text = Base.TEXT.substring(Base.TEXT.indexOf("  office:"));
    try {
      Files.writeString(folder.resolve("office.yaml"), filled("pools:\n" + text));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + folder, e);
    }
  }

  /** 40 clients of every pool, and one of the office. */
  private static List<LoadClient.Client> many() {
    List<String> heads =
        List.of(
            "GET /v1/items HTTP/1.1\r\nHost: api.test\r\n\r\n",
            "GET /v1/cart HTTP/1.1\r\nHost: shop.test\r\n\r\n",
            "GET /v1/slow/report HTTP/1.1\r\nHost: api.test\r\n\r\n",
            "GET /v1/items/7 HTTP/1.1\r\nHost: api.test\r\n\r\n");
    List<LoadClient.Client> clients = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      clients.add(new LoadClient.Client("127.0.9." + i, heads, 11));
    }
    clients.add(new LoadClient.Client("127.0.9.200", List.of(OFFICE), 12));
    return clients;
  }

  /** One client with many connections, as a proxy in front of us would be. */
  private static List<LoadClient.Client> one() {
    return Collections.nCopies(12, new LoadClient.Client("127.0.9.201", List.of(OFFICE), 4));
  }

  /** Until there is a profile to forecast with. */
  private void awaitTraffic() {
    loads.getFirst().awaitOk(3L * REQUESTS_PER_SECOND);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          Desk.Reply plan = desk.plan(file(), filled(Base.TEXT.replace("2s }", "3s }")));
          return plan.json()
                  .path("forecast")
                  .path("pools")
                  .path("office")
                  .path("requestsPerSecond")
                  .asDouble(0)
              > 30;
        });
  }

  /** Makes sure that {@link Base} is served, whatever the change before has left behind. */
  void settle() {
    desk.awaitEnd();
    Desk.Reply plan = desk.plan(file(), filled(Base.TEXT));
    if (!plan.json().path("changes").isEmpty()) {
      desk.breakGlass(plan.text("id"));
      desk.awaitEnd();
    }
  }

  /** The text with addresses instead of names. */
  String filled(String text) {
    String filled = text;
    for (Map.Entry<String, String> filling : fillings.entrySet()) {
      filled = filled.replace("<" + filling.getKey() + ">", filling.getValue());
    }
    return filled;
  }

  String file() {
    return evenkeel.config().toString();
  }

  Desk desk() {
    return desk;
  }

  /** Returns when so many more requests were answered well. */
  void awaitServed(int requests) {
    long goal = load().ok() + requests;
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> load().ok() >= goal);
  }

  /** What the clients of all listeners saw so far. */
  LoadTally load() {
    return LoadTally.of(loads.stream().map(LoadClient::report).toList());
  }

  /** What the balancer said last. */
  String output() {
    List<String> lines = evenkeel.output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  /** Last come, first gone: the load ends before what it is put on. */
  @Override
  public void close() {
    open.reversed().forEach(Runnable::run);
  }
}
