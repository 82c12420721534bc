package io.evenkeel.core.change;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which changes can be tried on a share of the clients. A canary is a share of the connections that
 * reads another snapshot: what decides whether there is a connection at all, and what no request
 * meets, cannot be in it.
 */
final class CanaryRules {
  /** Sockets are bound for all clients, or for none. */
  private static final Pattern SOCKETS = Pattern.compile("listeners\\.[^\\[]+\\.bind");

  /** Nothing of this is met by a request of a client. */
  private static final Pattern ASIDE = Pattern.compile("(admin|changes|state|zone)(\\..*)?");

  /** One file for all connections. */
  private static final Pattern LOG = Pattern.compile("listeners\\.[^\\[]+\\.access-log(\\.to)?");

  private CanaryRules() {}

  /** Why there is no canary; empty: there can be one. */
  static String skipped(List<Change> changes) {
    if (changes.isEmpty()) {
      return "nothing changes";
    }
    if (changes.stream().anyMatch(change -> is(SOCKETS, change))) {
      return "addresses of listeners are bound for all clients at once";
    }
    if (changes.stream().allMatch(change -> is(ASIDE, change))) {
      return "no request of a client meets the change";
    }
    if (changes.stream().allMatch(change -> is(LOG, change) || is(ASIDE, change))) {
      return "all connections share the access log";
    }
    return "";
  }

  /** Warns when a change of sockets takes others along that could be tried. */
  static void judge(Review review) {
    boolean sockets = review.changes().stream().anyMatch(change -> is(SOCKETS, change));
    boolean isNew = review.before().listeners().isEmpty();
    boolean pools =
        review.changes().stream()
            .anyMatch(change -> change.path().startsWith("pools.") && !change.before().isEmpty());
    if (sockets && pools && !isNew) {
      review.report(
          PlanCode.CANARY_LOST,
          "listeners",
          "the change of a listener's address keeps the changes of pools from being tried on a"
              + " share of the clients",
          "change the address on its own");
    }
  }

  private static boolean is(Pattern pattern, Change change) {
    return pattern.matcher(change.path()).matches();
  }
}
