package io.evenkeel.bench.sidebyside;

import java.util.ArrayList;
import java.util.List;

/**
 * One kind of load.
 *
 * @param keepAlive false: a connection per request
 */
record Case(Payload payload, int connections, boolean keepAlive) {
  /** What goes through the proxy, in which direction. */
  enum Payload {
    SMALL("128 B", "GET", "b/128", 0),
    MEDIUM("10 KB", "GET", "b/10240", 0),
    LARGE("1 MB", "GET", "b/1048576", 0),
    UPLOAD("64 KB up", "POST", "up", 65_536);

    final String title;
    final String method;
    final String path;
    final int bodyBytes;

    Payload(String title, String method, String path, int bodyBytes) {
      this.title = title;
      this.method = method;
      this.path = path;
      this.bodyBytes = bodyBytes;
    }
  }

  /** For people and for --cases. */
  String title() {
    return payload.title + ", " + connections + ", " + mode();
  }

  /** As the load generators name it. */
  String mode() {
    return keepAlive ? "keep" : "close";
  }

  /** All combinations. */
  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (boolean keepAlive : List.of(true, false)) {
      for (int connections : List.of(32, 256)) {
        for (Payload payload : Payload.values()) {
          cases.add(new Case(payload, connections, keepAlive));
        }
      }
    }
    return cases;
  }
}
