package io.evenkeel.app.cli.text;

import io.evenkeel.app.cli.text.Table.Cell;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What was asked of the servers, and what the traffic would look like: a table per pool. */
final class PoolsText {
  /** More rows than this nobody reads: then only those that tell something are shown. */
  private static final int MANY = 20;

  private final Terminal terminal;

  PoolsText(Terminal terminal) {
    this.terminal = terminal;
  }

  void preflight(Preflight pool, PrintWriter out) {
    int all = pool.servers().size();
    String after = pool.healthyAfter() + " of " + all + " after";
    out.println(
        "  "
            + terminal.bold("pool " + pool.pool())
            + ": "
            + pool.healthyNow()
            + " of "
            + all
            + " healthy now, "
            + (pool.healthyAfter() < pool.healthyNow() ? terminal.bad(after) : after));
    List<Preflight.Server> shown =
        all <= MANY
            ? pool.servers()
            : pool.servers().stream()
                .sorted(Comparator.comparing(Preflight.Server::isLost).reversed())
                .filter(server -> !server.isSteady())
                .limit(MANY)
                .toList();
    Table table = new Table("    ");
    if (!shown.isEmpty()) {
      table.row(title("server"), title("now"), title("after"), title("answer"));
    }
    for (Preflight.Server server : shown) {
      table.row(
          Cell.of(server.name()),
          Cell.of(server.now(), health(server.now())),
          Cell.of(server.after(), health(server.after())),
          Cell.of(server.answer()));
    }
    table.print(out);
    more(all - shown.size(), all <= MANY ? "" : " (those that change are shown first)", out);
  }

  void forecast(PoolForecast pool, PrintWriter out) {
    out.println(
        "  "
            + terminal.bold("pool " + pool.pool())
            + ": "
            + String.format(Locale.ROOT, "%.1f requests/s; ", pool.requestsPerSecond())
            + survives(pool));
    int all = pool.servers().size();
    List<PoolForecast.Server> shown =
        all <= MANY
            ? pool.servers()
            : pool.servers().stream()
                .sorted(Comparator.comparingDouble(PoolForecast.Server::shift).reversed())
                .limit(MANY)
                .toList();
    Table table = new Table("    ");
    if (!shown.isEmpty()) {
      table.row(
          title("server"),
          rightTitle("share now"),
          rightTitle("after"),
          rightTitle("peak now"),
          rightTitle("after"));
    }
    for (PoolForecast.Server server : shown) {
      table.row(
          Cell.of(server.name()),
          Cell.number(percent(server.shareNow())),
          Cell.number(percent(server.shareAfter()), share(server)),
          Cell.number(Integer.toString(server.peakNow())),
          Cell.number(Integer.toString(server.peakAfter())));
    }
    table.print(out);
    more(all - shown.size(), " (the largest shifts are shown)", out);
    if (pool.cutOff() > 0) {
      out.println(
          terminal.warning(
              "    the new timeouts would have ended " + percent(pool.cutOff()) + " of them"));
    }
  }

  private String survives(PoolForecast pool) {
    String text =
        "servers it can lose: " + pool.survivesNow() + " now, " + pool.survivesAfter() + " after";
    return pool.survivesAfter() < pool.survivesNow() ? terminal.warning(text) : text;
  }

  private void more(int rest, String which, PrintWriter out) {
    if (rest > 0) {
      out.println(terminal.dim("    … and " + rest + " more" + which));
    }
  }

  private Cell title(String text) {
    return Cell.of(text, terminal::dim);
  }

  private Cell rightTitle(String text) {
    return Cell.number(text, terminal::dim);
  }

  private UnaryOperator<String> health(String health) {
    return switch (health) {
      case "healthy" -> terminal::good;
      case "unhealthy" -> terminal::bad;
      default -> terminal::warning;
    };
  }

  /** A tenth of all traffic more than now is worth a look. */
  private UnaryOperator<String> share(PoolForecast.Server server) {
    return server.shareAfter() - server.shareNow() > 0.1
        ? terminal::warning
        : UnaryOperator.identity();
  }

  private static String percent(double fraction) {
    return String.format(
        Locale.ROOT, fraction > 0 && fraction < 0.1 ? "%.1f %%" : "%.0f %%", fraction * 100);
  }
}
