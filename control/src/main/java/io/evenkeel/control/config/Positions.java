package io.evenkeel.control.config;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.control.config.document.Value;
import io.evenkeel.control.config.document.Value.Entry;
import io.evenkeel.control.config.document.Value.Listing;
import io.evenkeel.control.config.document.Value.Mapping;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.core.change.SourceSpan;
import org.jspecify.annotations.Nullable;

/**
 * Where in the files that were read a path of the configuration stands. Immutable; any thread.
 *
 * <p>Nothing is prepared for it while reading: a question walks down the tree that the reader left,
 * entry by entry, which costs a comparison for each sibling passed. That is right for the findings
 * of a plan, and wrong for asking about each of 100,000 servers.
 */
public final class Positions {
  private final @Nullable Mapping root;
  private final Place top;

  Positions(@Nullable Mapping root, Place top) {
    this.root = root;
    this.top = top;
  }

  /**
   * The value at {@code path}, such as {@code pools.api.health.readiness.http} or {@code
   * listeners.web.routes[2].pool}; the key, where the value is a mapping or list of its own lines.
   * What is not written, since it is a default, part of a short form ({@code health: /health}) or
   * gone, is answered by the nearest thing around it that is.
   */
  public SourceSpan at(String path) {
    Place found = top;
    Value inside = root;
    String rest = path;
    while (inside != null && !rest.isEmpty()) {
      Step step =
          switch (inside) {
            case Mapping mapping -> into(mapping, rest);
            case Listing listing -> into(listing, rest);
            case Scalar _ -> null;
          };
      if (step == null) {
        break;
      }
      found = step.place();
      inside = step.value();
      rest = step.rest();
    }
    return found.span();
  }

  /** One key or index down, and what is left of the path then. */
  private record Step(Place place, Value value, String rest) {}

  /** Names may have dots in them: of several keys that fit, the longest is meant. */
  private static @Nullable Step into(Mapping mapping, String path) {
    Entry best = null;
    int length = -1;
    for (Entry entry : mapping.entries()) {
      String key = Quoted.printable(entry.key());
      if (key.length() > length && path.startsWith(key) && endsStep(path, key.length())) {
        best = entry;
        length = key.length();
      }
    }
    if (best == null) {
      return null;
    }
    boolean shown = best.value() instanceof Scalar scalar && !scalar.isNull();
    return new Step(shown ? best.value().place() : best.place(), best.value(), after(path, length));
  }

  private static @Nullable Step into(Listing listing, String path) {
    int close = path.indexOf(']');
    if (!path.startsWith("[") || close < 0 || !endsStep(path, close + 1)) {
      return null;
    }
    int index;
    try {
      index = Integer.parseInt(path, 1, close, 10);
    } catch (NumberFormatException _) {
      return null;
    }
    if (index < 0 || index >= listing.items().size()) {
      return null;
    }
    Value item = listing.items().get(index);
    return new Step(item.place(), item, after(path, close + 1));
  }

  private static boolean endsStep(String path, int at) {
    return at == path.length() || path.charAt(at) == '.' || path.charAt(at) == '[';
  }

  private static String after(String path, int at) {
    return at < path.length() && path.charAt(at) == '.'
        ? path.substring(at + 1)
        : path.substring(at);
  }
}
