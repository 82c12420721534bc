package io.evenkeel.control.config;

import io.evenkeel.control.config.document.Source;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The lines of the files that were read. Immutable. */
public final class SourceTexts {
  private final Map<String, Source> byName = new LinkedHashMap<>();

  SourceTexts(Collection<Source> sources) {
    sources.forEach(source -> byName.put(source.name(), source));
  }

  /** Line {@code number} (1 is the first) of {@code file}; empty when there is none. */
  public String line(String file, int number) {
    Source source = byName.get(file);
    return source == null ? "" : source.line(number);
  }

  /** The files that were read, as findings name them, the main one first. */
  public Set<String> files() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** The same with their texts. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    byName.forEach((name, source) -> texts.put(name, source.text()));
    return texts;
  }
}
