package io.evenkeel.core.change;

import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.StatusRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A check before and after: what it asks and accepts. */
record CheckChange(HealthCheck.Active before, HealthCheck.Active after) {
  /** Whether servers may answer it otherwise than before. */
  boolean asksElse() {
    return !before.probe().equals(after.probe()) || before.port() != after.port();
  }

  /** Whether it is to be tried before it is trusted; thresholds and intervals need no trial. */
  static boolean mustBeTried(HealthCheck before, HealthCheck after) {
    return after instanceof HealthCheck.Active is
        && !(before instanceof HealthCheck.Active was
            && !new CheckChange(was, is).asksElse()
            && is.timeout().compareTo(was.timeout()) >= 0);
  }

  static boolean neverFails(ProbeKind probe) {
    return probe instanceof ProbeKind.Http http
        && IntStream.rangeClosed(500, 599).allMatch(http.expectStatus()::contains);
  }

  boolean newlyNeverFails() {
    return neverFails(after.probe()) && !neverFails(before.probe());
  }

  /** What it accepts now that it refused, for people. */
  List<String> looser() {
    List<String> looser = new ArrayList<>();
    if (!(before.probe() instanceof ProbeKind.Http was)) {
      return looser;
    }
    if (!(after.probe() instanceof ProbeKind.Http is)) {
      looser.add("a connection is enough, whatever the server answers");
      return looser;
    }
    StatusRanges old = was.expectStatus();
    List<String> errors =
        IntStream.rangeClosed(400, 599)
            .filter(status -> is.expectStatus().contains(status) && !old.contains(status))
            .mapToObj(Integer::toString)
            .toList();
    if (!errors.isEmpty()) {
      looser.add(
          "status " + errors.getFirst() + (errors.size() > 1 ? " and others" : "") + " of errors");
    }
    if (is.expectBody().isEmpty() && !was.expectBody().isEmpty()) {
      looser.add("any body, not only one with \"" + was.expectBody() + "\"");
    }
    return looser;
  }

  /** The path that is asked before; empty: none. */
  String oldPath() {
    return before.probe() instanceof ProbeKind.Http was ? was.path() : "";
  }

  /** Why the path looks mistyped next to the one before; empty: it does not. */
  String typo() {
    if (!(before.probe() instanceof ProbeKind.Http was)
        || !(after.probe() instanceof ProbeKind.Http is)
        || was.path().equals(is.path())) {
      return "";
    }
    String quoted = "\"" + is.path() + "\" ";
    String[] segments = is.path().split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      if (segments[i].isEmpty() && !last) {
        return quoted + "has an empty segment";
      }
      if (!segments[i].isEmpty() && segments[i].equals(segments[i - 1])) {
        return quoted + "says " + segments[i] + " twice";
      }
    }
    int near = Math.clamp(was.path().length() / 3, 1, 2);
    return distance(folded(is.path()), folded(was.path())) <= near
        ? quoted + "is nearly the current one"
        : "";
  }

  private static String folded(String path) {
    return path.toLowerCase(Locale.ROOT);
  }

  /** Letters to insert, delete or replace (Levenshtein, 1965); two rows of the usual table. */
  static int distance(String a, String b) {
    int[] last = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
      }
      last = row;
    }
    return last[b.length()];
  }
}
