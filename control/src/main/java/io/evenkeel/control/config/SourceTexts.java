package io.evenkeel.control.config;

import io.evenkeel.control.config.document.Source;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The lines of the files that were read. Immutable. */
public final class SourceTexts {
  private final Map<String, Source> byName;

  SourceTexts(Collection<Source> sources) {
    byName =
        sources.stream().collect(Collectors.toUnmodifiableMap(Source::name, Function.identity()));
  }

  /** Line {@code number} (1 is the first) of {@code file}; empty when there is none. */
  public String line(String file, int number) {
    Source source = byName.get(file);
    return source == null ? "" : source.line(number);
  }

  /** The files that were read, as findings name them, in no particular order. */
  public Set<String> files() {
    return byName.keySet();
  }
}
