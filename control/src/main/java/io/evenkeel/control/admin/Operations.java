package io.evenkeel.control.admin;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The table of what the admin listener can do. Immutable; any thread. */
public final class Operations {
  private final List<Operation> all;

  public Operations(List<Operation> all) {
    this.all = List.copyOf(all);
    Set<String> names = new HashSet<>();
    for (Operation operation : all) {
      if (!names.add(operation.toString())) {
        throw new IllegalArgumentException("operation " + operation + " (expected: once)");
      }
    }
  }

  /** What a request turns out to ask for. */
  sealed interface Match {
    record Found(Operation operation, Map<String, String> parameters) implements Match {}

    /** The path exists, but not with this method. */
    record OtherMethods(String allow) implements Match {}

    record Nothing() implements Match {}
  }

  Match find(String method, String path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    Set<String> allowed = new TreeSet<>();
    for (Operation operation : all) {
      Map<String, String> parameters = operation.path().match(path);
      if (parameters != null && operation.method().equals(wanted)) {
        return new Match.Found(operation, parameters);
      }
      if (parameters != null) {
        allowed.addAll(operation.writes() ? Set.of("POST") : Set.of("GET", "HEAD"));
      }
    }
    return allowed.isEmpty()
        ? new Match.Nothing()
        : new Match.OtherMethods(String.join(", ", allowed));
  }

  /** All of them, in the order of the table. */
  public List<Operation> all() {
    return all;
  }

  /** The templates, sorted. */
  Set<String> paths() {
    Set<String> paths = new TreeSet<>();
    all.forEach(operation -> paths.add(operation.path().text()));
    return paths;
  }
}
