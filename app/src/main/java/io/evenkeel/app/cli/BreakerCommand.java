package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.Terminal;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code evenkeel breaker}: an operator's hand on the circuit breaker of a server or a pool. */
@Command(description = "Open or close a circuit breaker by hand, or leave it to the traffic again.")
final class BreakerCommand extends AdminCommand {
  private static final Pattern TARGET = Pattern.compile("([^/]+)(?:/([^/]+))?");

  @Parameters(
      index = "0",
      paramLabel = "POOL[/SERVER]",
      description = "As evenkeel status names them; without a server the pool as a whole.")
  private String target = "";

  @Parameters(
      index = "1",
      paramLabel = "STATE",
      description = "open: no requests; closed: all of them; auto: the traffic decides.")
  private State state = State.AUTO;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DemoCommand.Seconds.class,
      description = "The traffic decides again after this time: 10m, 2h.")
  private @Nullable Duration time;

  @Option(names = "--force", description = "Open it even if too few servers are left.")
  private boolean force;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; shown in status, kept in the audit log.")
  private String reason = "";

  BreakerCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  /** What it is to be. */
  enum State {
    OPEN("open: it gets no requests"),
    CLOSED("closed: it gets its requests, whatever comes of them"),
    AUTO("left to the traffic");

    private final String now;

    State(String now) {
      this.now = now;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    Matcher named = TARGET.matcher(target);
    if (!named.matches()) {
      throw wrongUsage("\"" + target + "\" (expected: POOL or POOL/SERVER such as api/api-1)");
    }
    if (state == State.AUTO && time != null) {
      throw wrongUsage("auto takes no --for: it lasts until the next hand");
    }
    ObjectNode body = body().put("state", state.word()).put("reason", reason);
    if (time != null) {
      body.put("for", time.toSeconds() + "s");
    }
    if (force) {
      body.put("force", true);
    }
    JsonNode answer = client.post(path(named.group(1), named.group(2)), body, AdminClient.PATIENCE);
    if (!printedAsJson(answer)) {
      out().println(target + ": breaker " + state.now + until(answer.path("forSeconds").asLong(0)));
    }
    return ExitCode.OK;
  }

  private static String path(String pool, @Nullable String server) {
    return server == null
        ? AdminClient.path("pools", pool, "breaker")
        : AdminClient.path("servers", pool, server, "breaker");
  }

  private String until(long seconds) {
    if (state == State.AUTO) {
      return "";
    }
    String auto = options().nextCommands("").of("breaker " + target + " auto --reason \"…\"");
    return (seconds == 0 ? "" : " for " + seconds + " s, or") + " until: " + auto;
  }
}
