package io.evenkeel.control.config.document;

import io.evenkeel.control.config.document.Value.Entry;
import io.evenkeel.control.config.document.Value.Mapping;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.core.change.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the mappings of several files together: the sections whose keys are names (pools, listeners)
 * are merged by name, every other key may stand in one file only. Nothing overrides anything, so
 * the order of the files does not matter.
 */
final class Merger {
  private final Set<String> named;
  private final Findings findings;
  private final Map<String, Entry> sections = new LinkedHashMap<>();
  private final Map<String, Map<String, Entry>> names = new LinkedHashMap<>();

  Merger(Set<String> named, Findings findings) {
    this.named = named;
    this.findings = findings;
  }

  void add(Mapping file) {
    for (Entry entry : file.entries()) {
      Entry first = sections.putIfAbsent(entry.key(), entry);
      Map<String, Entry> merged = names.get(entry.key());
      if (first == null) {
        begin(entry);
      } else if (merged != null && entry.value() instanceof Mapping more) {
        more.entries().forEach(name -> put(merged, entry.key() + ".", name));
      } else if (!repeats(first, entry)) {
        conflict(entry.key(), first, entry);
      }
    }
  }

  Mapping result(Place place) {
    List<Entry> entries = new ArrayList<>();
    int size = 1;
    for (Entry section : sections.values()) {
      Map<String, Entry> merged = names.get(section.key());
      Entry entry = merged == null ? section : withEntries(section, merged);
      size += entry.value().size();
      entries.add(entry);
    }
    return new Mapping(place, entries, size);
  }

  private void begin(Entry section) {
    if (named.contains(section.key()) && section.value() instanceof Mapping mapping) {
      Map<String, Entry> merged = new LinkedHashMap<>();
      mapping.entries().forEach(name -> put(merged, section.key() + ".", name));
      names.put(section.key(), merged);
    }
  }

  private void put(Map<String, Entry> merged, String prefix, Entry name) {
    Entry first = merged.putIfAbsent(name.key(), name);
    if (first != null) {
      conflict(prefix + name.key(), first, name);
    }
  }

  private static Entry withEntries(Entry section, Map<String, Entry> merged) {
    int size = 1 + merged.values().stream().mapToInt(e -> e.value().size()).sum();
    List<Entry> entries = List.copyOf(merged.values());
    Mapping value = new Mapping(section.value().place(), entries, size);
    return new Entry(section.place(), section.key(), value);
  }

  /** Every file may say which version it is written in; each has its own {@code include}. */
  private static boolean repeats(Entry first, Entry again) {
    return switch (again.key()) {
      case "include" -> true;
      case "version" ->
          first.value() instanceof Scalar one
              && again.value() instanceof Scalar other
              && one.text().equals(other.text());
      default -> false;
    };
  }

  private void conflict(String path, Entry first, Entry again) {
    findings.add(
        new Finding(
            Code.MERGE_CONFLICT.id(),
            Code.MERGE_CONFLICT.severity(),
            Quoted.printable(path),
            again.place().span(),
            Quoted.printable(path) + " is already defined at " + first.place(),
            List.of("first: " + first.place(), "again: " + again.place()),
            "keep one of the two"));
  }
}
