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

/** {@code evenkeel drain} and its like: an operator's hand on one server. */
@Command
final class HandCommand extends AdminCommand {
  private static final Pattern SERVER = Pattern.compile("([^/]+)/([^/]+)");

  private final Hand hand;

  @Parameters(paramLabel = "POOL/SERVER", description = "As evenkeel status names them.")
  private String server = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DemoCommand.Seconds.class,
      description = "It ends by itself after this time: 10m, 2h.")
  private @Nullable Duration time;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = DemoCommand.Seconds.class,
      description =
          "Of drain and maintenance: what still runs there after this time is broken off.")
  private @Nullable Duration deadline;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; shown in status, kept in the audit log.")
  private String reason = "";

  HandCommand(Hand hand, Supplier<Terminal> terminals) {
    super(terminals);
    this.hand = hand;
  }

  /** What the help says of it: one class serves four commands. */
  String description() {
    return hand.description;
  }

  /** What a hand can do. */
  enum Hand {
    DRAIN("No new requests for a server; those in flight finish.", "takes no new requests"),
    READY("Take the hand off a server: its checks decide again.", "is as its checks say"),
    MAINTENANCE("No requests at all for a server.", "takes no requests"),
    FORCE_HEALTHY("Serve on a server whatever its readiness check says.", "counts as healthy");

    private final String description;
    private final String now;

    Hand(String description, String now) {
      this.description = description;
      this.now = now;
    }

    String command() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    Matcher named = SERVER.matcher(server);
    if (!named.matches()) {
      throw wrongUsage("\"" + server + "\" (expected: POOL/SERVER such as api/api-1)");
    }
    if (hand == Hand.READY && time != null) {
      throw wrongUsage("ready takes no --for: it lasts until the next hand");
    }
    if (deadline != null && hand != Hand.DRAIN && hand != Hand.MAINTENANCE) {
      throw wrongUsage(hand.command() + " takes no --deadline: requests go on there");
    }
    ObjectNode body = body().put("reason", reason);
    if (time != null) {
      body.put("for", time.toSeconds() + "s");
    }
    if (deadline != null) {
      body.put("deadline", deadline.toSeconds() + "s");
    }
    String path = AdminClient.path("servers", named.group(1), named.group(2), hand.command());
    JsonNode answer = client.post(path, body, AdminClient.PATIENCE);
    if (!printedAsJson(answer)) {
      long deadlineSeconds = answer.path("deadlineSeconds").asLong(0);
      String cut =
          deadlineSeconds == 0
              ? ""
              : ", what still runs there after " + deadlineSeconds + " s is broken off";
      out()
          .println(
              server + " " + hand.now + cut + until(named, answer.path("forSeconds").asLong(0)));
    }
    return ExitCode.OK;
  }

  private String until(Matcher named, long seconds) {
    if (hand == Hand.READY) {
      return "";
    }
    String ready = options().nextCommands("").of("ready " + named.group() + " --reason \"…\"");
    return (seconds == 0 ? "" : " for " + seconds + " s, or") + " until: " + ready;
  }
}
