package io.evenkeel.core.change;

import java.util.Map;
import java.util.function.Function;

/**
 * Where paths of a configuration are in its files; one that is not written is where the nearest
 * section around it is.
 *
 * @param spans by path, {@code pools.api.health}
 * @param whole for what has no place at all
 */
public record PathPositions(Map<String, SourceSpan> spans, SourceSpan whole)
    implements Function<String, SourceSpan> {
  public PathPositions {
    spans = Map.copyOf(spans);
  }

  @Override
  public SourceSpan apply(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      SourceSpan span = spans.get(at);
      if (span != null) {
        return span;
      }
    }
    return whole;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }
}
