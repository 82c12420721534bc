package io.evenkeel.control.admin;

import io.evenkeel.core.model.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path with named segments: {@code /api/v1/plans/{id}/approve}.
 *
 * <p>A named segment takes what can be the name of something of ours and nothing else: no escape,
 * no slash in disguise, no {@code ..}. So nothing needs decoding, and no value can climb anywhere.
 */
public record PathTemplate(String text, List<String> segments) {
  public static PathTemplate of(String text) {
    return new PathTemplate(text, split(text));
  }

  /** The named segments of {@code path}; null when it is another path. */
  @Nullable Map<String, String> match(String path) {
    List<String> asked = split(path);
    if (asked.size() != segments.size()) {
      return null;
    }
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      String segment = segments.get(i);
      String value = asked.get(i);
      if (segment.startsWith("{")) {
        if (!Names.valid(value)) {
          return null;
        }
        named.put(segment.substring(1, segment.length() - 1), value);
      } else if (!segment.equals(value)) {
        return null;
      }
    }
    return named;
  }

  private static List<String> split(String path) {
    return List.of(path.split("/", -1));
  }
}
