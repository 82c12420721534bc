package io.evenkeel.control.admin;

import io.evenkeel.control.change.Actor;
import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.control.change.OperatorBreaker;
import io.evenkeel.control.change.OperatorHand;
import io.evenkeel.control.event.EventLog;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A real admin listener with every operation, over a desk in memory. */
final class AdminDesk implements AutoCloseable {
  static final String CONFIG =
      """
      version: 1
      listeners: { web: { bind: "127.0.0.1:8080", routes: [ { pool: api } ] } }
      pools: { api: { servers: { api-1: "127.0.0.1:3001" } } }
      """;

  /** Who did what, for the audit endpoint. */
  record Entry(String who, String what) {}

  volatile Map<String, User> users;
  final List<String> refused = new CopyOnWriteArrayList<>();
  final List<Entry> audit = new CopyOnWriteArrayList<>();
  final AtomicLong nanos = new AtomicLong(1);
  final EventLog events = new EventLog(InstantSource.system());
  final SignIn signIn;
  private final AdminServer server;

  AdminDesk(Map<String, User> users, int approvals) throws IOException {
    this.users = users;
    signIn = new SignIn(() -> this.users, refused::add, nanos::get);
    server = AdminServer.start(new BindAddress.Tcp("127.0.0.1", 0), operations(approvals), signIn);
  }

  Http http() {
    return new Http(server.address().port());
  }

  /** A user whose token is {@code name}{@code -token}. */
  static User user(String name, Role role) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((name + "-token").getBytes(StandardCharsets.US_ASCII));
      return new User(name, HexFormat.of().formatHex(hash), role);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One user of each role, named by it. */
  static Map<String, User> everyRole() {
    Map<String, User> users = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      users.put(role.word(), user(role.word(), role));
    }
    return users;
  }

  /** The header field with which {@code name} signs in. */
  static String as(String name) {
    return "Authorization: Bearer " + name + "-token";
  }

  Operations operations(int approvals) {
    MemoryDesk desk = new MemoryDesk(approvals);
    List<Operation> all =
        new ArrayList<>(
            SystemPages.operations(
                _ -> Page.text(200, "ok"), _ -> Page.text(200, "metrics"), _ -> Page.json("{}")));
    all.addAll(new ChangeApi(desk, _ -> approvals).operations());
    all.addAll(new RevisionApi(desk).operations());
    all.addAll(new ServerApi(this::take).operations());
    all.addAll(new BreakerApi(this::takeBreaker).operations());
    all.addAll(new AuditApi(limit -> newest(limit)).operations());
    var limits = new EventApi.StreamLimits(Duration.ofMillis(200), Duration.ofSeconds(15), 4);
    all.addAll(new EventApi(events, limits).operations());
    return new Operations(all);
  }

  private void take(OperatorHand.Order order, Actor by) throws ChangeRefused {
    if (!order.pool().value().equals("api")) {
      throw new ChangeRefused(Kind.UNKNOWN, "there is no pool " + order.pool());
    }
    audit.addFirst(new Entry(by.name(), order.deed() + " " + order.server() + " " + order.lasts()));
  }

  private Duration takeBreaker(OperatorBreaker.Order order, Actor by) throws ChangeRefused {
    if (!order.pool().value().equals("api")) {
      throw new ChangeRefused(Kind.UNKNOWN, "there is no pool " + order.pool());
    }
    audit.addFirst(new Entry(by.name(), order.wish() + " " + order.target()));
    return order.lasts();
  }

  private List<Entry> newest(int limit) {
    return audit.subList(0, Math.min(limit, audit.size()));
  }

  @Override
  public void close() {
    server.close();
  }
}
