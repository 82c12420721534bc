package io.evenkeel.app.cli.text;

import io.evenkeel.control.status.AlarmStatus;
import io.evenkeel.control.status.ServerStatus;
import io.evenkeel.control.status.StatusReport;
import io.evenkeel.control.status.StatusReport.ListenerStatus;
import io.evenkeel.control.status.StatusReport.PoolStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** The status as text for a tired person: the verdict first, then what to look at. */
public final class StatusText {
  /** Cells of a full bar: a share of 100 %. */
  private static final int BAR_CELLS = 20;

  private final Terminal terminal;

  public StatusText(Terminal terminal) {
    this.terminal = terminal;
  }

  public void print(StatusReport report, PrintWriter out) {
    out.println(verdict(report) + "  " + report.why());
    out.println(
        terminal.dim(
            String.format(
                Locale.ROOT,
                "revision %d, %s, up %s, %s",
                report.revision(),
                report.state(),
                duration(Duration.ofSeconds(report.uptimeSeconds())),
                report.config().file())));
    if (!report.config().error().isEmpty()) {
      out.println(terminal.bad("config rejected  ") + report.config().error());
    }
    report.alerts().forEach(alarm -> out.println(alarm(alarm)));
    report.listeners().forEach((name, listener) -> out.println(listener(name, listener)));
    report.pools().forEach((name, pool) -> pool(name, pool, out));
    out.flush();
  }

  private String verdict(StatusReport report) {
    String word = " " + report.verdict().text().toUpperCase(Locale.ROOT) + " ";
    return terminal.bold(
        switch (report.verdict()) {
          case OK -> terminal.good(word);
          case AT_RISK -> terminal.warning(word);
          case DOWN -> terminal.bad(word);
        });
  }

  private String alarm(AlarmStatus alarm) {
    return terminal.bad("alarm " + alarm.name())
        + "  "
        + alarm.subject()
        + ", "
        + duration(Duration.ofSeconds(alarm.agoSeconds()))
        + " ago: "
        + alarm.why();
  }

  private String listener(String name, ListenerStatus listener) {
    return terminal.dim("listener " + name + ": " + String.join(", ", listener.addresses()));
  }

  private void pool(String name, PoolStatus pool, PrintWriter out) {
    out.println();
    String mode =
        pool.mode().equals("normal")
            ? ""
            : "  " + terminal.bad(pool.mode().toUpperCase(Locale.ROOT)) + " " + pool.modeReason();
    mode += breaker(pool.breaker(), pool.breakerReason());
    double rate =
        pool.servers().values().stream().mapToDouble(ServerStatus::requestsPerSecond).sum();
    out.println(
        terminal.bold("pool " + name)
            + String.format(
                Locale.ROOT,
                "  %d of %d healthy, %s requests/s",
                pool.healthy(),
                pool.servers().size(),
                number(rate))
            + mode);
    int width =
        Math.max(6, pool.servers().keySet().stream().mapToInt(String::length).max().orElse(0));
    out.println(
        terminal.dim(
            String.format(
                Locale.ROOT,
                "  %-" + width + "s  %-10s  %-" + BAR_CELLS + "s %6s %9s %9s %9s %7s  %s",
                "server",
                "health",
                "share (| expected)",
                "share",
                "in-flight",
                "p50",
                "p99",
                "errors",
                "last check")));
    pool.servers().forEach((server, status) -> out.println(server(server, width, status)));
  }

  private String server(String name, int width, ServerStatus server) {
    return String.format(Locale.ROOT, "  %-" + width + "s  ", name)
        + health(String.format(Locale.ROOT, "%-10s", server.health()), server.health())
        + "  "
        + bar(server)
        + String.format(
            Locale.ROOT,
            " %6s %9s %9s %9s ",
            percent(server.share()),
            inFlight(server),
            millis(server.p50Ms()),
            millis(server.p99Ms()))
        + errors(String.format(Locale.ROOT, "%7s", percent(server.errorRate())), server.errorRate())
        + "  "
        + lastCheck(server)
        + traffic(server)
        + breaker(server.breaker(), server.breakerReason())
        + hand(server);
  }

  /** What its traffic holds against it. */
  private String traffic(ServerStatus server) {
    ServerStatus.EjectionStatus ejection = server.ejection();
    if (ejection != null) {
      String left = duration(Duration.ofSeconds(ejection.secondsLeft()));
      return terminal.warning("  ejected: " + ejection.why() + ", " + left + " left");
    }
    return server.pace() < 1
        ? terminal.warning("  slow: keeps " + percent(server.pace()) + " of its weight")
        : "";
  }

  /** Nothing of one that is closed and has nothing to say. */
  private String breaker(String state, String reason) {
    if (state.equals("closed") && reason.isEmpty()) {
      return "";
    }
    String said = "  breaker " + state + (reason.isEmpty() ? "" : " " + reason);
    return state.endsWith("closed") ? terminal.warning(said) : terminal.bad(said);
  }

  /** With the limit where it is in sight and lower than configured: that is why requests wait. */
  private static String inFlight(ServerStatus server) {
    boolean isTight = server.limit() < server.maxRequests();
    return isTight && 2 * server.inFlight() >= server.limit()
        ? server.inFlight() + "/" + server.limit()
        : Integer.toString(server.inFlight());
  }

  /** At the end, where it may be as long as the operator's reason. */
  private String hand(ServerStatus server) {
    ServerStatus.HandStatus hand = server.hand();
    if (hand == null) {
      return "";
    }
    String end =
        hand.untilSeconds() == 0
            ? ""
            : ", back in " + duration(Duration.ofSeconds(hand.untilSeconds()));
    return terminal.warning(
        "  "
            + hand.kind()
            + remaining(server, hand)
            + " by "
            + hand.by()
            + ": "
            + hand.reason()
            + end);
  }

  /** Of a drain: {@code , 3 requests left, 12 s to go}. */
  private static String remaining(ServerStatus server, ServerStatus.HandStatus hand) {
    if (server.inFlight() == 0 || hand.kind().equals("forced-healthy")) {
      return "";
    }
    String left =
        ", " + server.inFlight() + (server.inFlight() == 1 ? " request left" : " requests left");
    return hand.deadlineSeconds() == 0
        ? left
        : left + ", " + duration(Duration.ofSeconds(hand.deadlineSeconds())) + " to go";
  }

  private String health(String padded, String health) {
    return switch (health) {
      case "healthy" -> terminal.good(padded);
      case "unhealthy" -> terminal.bad(padded);
      default -> terminal.warning(padded);
    };
  }

  private String errors(String padded, double rate) {
    return rate > 0 ? terminal.bad(padded) : padded;
  }

  /** Filled up to the share, with a stroke where the expected share ends. */
  private static String bar(ServerStatus server) {
    int filled = (int) Math.round(server.share() * BAR_CELLS);
    int expected = (int) Math.round(server.expectedShare() * BAR_CELLS) - 1;
    StringBuilder bar = new StringBuilder(BAR_CELLS);
    for (int cell = 0; cell < BAR_CELLS; cell++) {
      bar.append(cell == expected ? '|' : cell < filled ? '█' : '·');
    }
    return bar.toString();
  }

  private static String lastCheck(ServerStatus server) {
    ServerStatus.LastCheck check = server.lastCheck();
    return check == null
        ? "-"
        : String.format(
            Locale.ROOT,
            "%s in %s, %s ago",
            check.answer(),
            millis(check.ms()),
            duration(Duration.ofMillis(check.agoMs())));
  }

  private static String percent(double fraction) {
    return String.format(
        Locale.ROOT, fraction > 0 && fraction < 0.1 ? "%.1f %%" : "%.0f %%", fraction * 100);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  private static String duration(Duration time) {
    if (time.toHours() >= 48) {
      return time.toDays() + " d";
    }
    if (time.toMinutes() >= 120) {
      return time.toHours() + " h";
    }
    return time.toSeconds() >= 120 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }
}
