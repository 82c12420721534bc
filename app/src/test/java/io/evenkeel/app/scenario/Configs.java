package io.evenkeel.app.scenario;

import java.util.Map;

/**
 * The configurations of the scenarios; version, admin and state are added by the process wrapper.
 */
final class Configs {
  /** Between two checks, in milliseconds: short, so that detection fits into a test. */
  static final int CHECK_INTERVAL_MILLIS = 500;

  /** What a check waits for an answer, in milliseconds. */
  static final int CHECK_TIMEOUT_MILLIS = 500;

  /** What a server has for its answer, in milliseconds. */
  static final int RESPONSE_TIMEOUT_MILLIS = 2_000;

  /** Failed checks until a server counts as unhealthy. */
  static final int FALL = 2;

  private Configs() {}

  /** One listener, one pool, no checks: servers by name and address. */
  static String plain(int port, Map<String, String> servers) {
    return listener(port) + "    servers:\n" + entries(servers);
  }

  /** The same with a fast check of /health and fast timeouts. */
  static String checked(int port, Map<String, String> servers) {
    return listener(port)
        + """
            health:
              readiness: { http: /health, interval: %dms, timeout: %dms, rise: 1, fall: %d }
            timeouts: { connect: 500ms, response: %dms }
            servers:
        """
            .formatted(CHECK_INTERVAL_MILLIS, CHECK_TIMEOUT_MILLIS, FALL, RESPONSE_TIMEOUT_MILLIS)
        + entries(servers);
  }

  private static String listener(int port) {
    return """
    listeners:
      web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
    pools:
      api:
        balance: round-robin
    """
        .formatted(port);
  }

  private static String entries(Map<String, String> servers) {
    StringBuilder entries = new StringBuilder();
    servers.forEach((name, address) ->
        entries.append("      ").append(name).append(": \"").append(address).append("\"\n"));
    return entries.toString();
  }
}
