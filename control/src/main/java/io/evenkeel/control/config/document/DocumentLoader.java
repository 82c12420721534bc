package io.evenkeel.control.config.document;

import io.evenkeel.control.config.document.Value.Entry;
import io.evenkeel.control.config.document.Value.Listing;
import io.evenkeel.control.config.document.Value.Mapping;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.finding.Quoted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file and those it includes into one mapping. One instance per reading, called from the
 * thread that reads.
 */
public final class DocumentLoader {
  private final Findings findings;
  private final Budget budget = new Budget();
  private final FileBytes files;
  private final DocumentParser parser;
  private final IncludePattern patterns;
  private final Merger merger;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Map<Path, Place> included = new HashMap<>();
  private final Deque<Include> waiting = new ArrayDeque<>();

  private record Include(Path file, Place place) {}

  /**
   * @param named the keys of the root whose value maps names to things: merged over all files
   * @param fence where included files may lie
   */
  public DocumentLoader(
      Map<String, String> environment, Findings findings, Set<String> named, Fence fence) {
    this.findings = findings;
    this.files = new FileBytes(findings, budget);
    this.parser = new DocumentParser(environment, findings, budget);
    this.patterns = new IncludePattern(findings, fence);
    this.merger = new Merger(named, findings);
  }

  /** Everything {@code file} says; null after a finding that makes the rest guesswork. */
  public @Nullable Mapping load(Path file) {
    byte[] bytes = files.read(file, null);
    return bytes == null ? null : load(file.toString(), bytes);
  }

  /** As {@link #load(Path)} for text that is at hand; includes are relative to {@code name}. */
  public @Nullable Mapping load(String name, byte[] bytes) {
    Mapping root = parse(name, bytes);
    if (root == null) {
      return null;
    }
    markMain(name, root.place());
    boolean complete = true;
    merger.add(root);
    collectIncludes(root);
    for (Include next = waiting.poll(); next != null; next = waiting.poll()) {
      byte[] content = files.read(next.file(), next.place());
      Mapping more = content == null ? null : parse(next.file().toString(), content);
      if (more == null) {
        complete = false;
      } else {
        merger.add(more);
        collectIncludes(more);
      }
    }
    return complete ? merger.result(root.place()) : null;
  }

  /**
   * What texts say that were read together once, the main file first; nothing else is read, so what
   * they include must be among them.
   */
  public @Nullable Mapping load(Map<String, byte[]> texts) {
    Mapping first = null;
    boolean complete = true;
    for (Map.Entry<String, byte[]> text : texts.entrySet()) {
      Mapping root = parse(text.getKey(), text.getValue());
      if (root == null) {
        complete = false;
      } else {
        first = first == null ? root : first;
        merger.add(root);
      }
    }
    return complete && first != null ? merger.result(first.place()) : null;
  }

  /** The texts that were read, for printing. */
  public Collection<Source> sources() {
    return sources.values();
  }

  private @Nullable Mapping parse(String name, byte[] bytes) {
    Source source = files.decode(name, bytes);
    if (source == null) {
      return null;
    }
    sources.put(name, source);
    return parser.parse(source);
  }

  private void collectIncludes(Mapping file) {
    for (Entry entry : file.entries()) {
      if (entry.key().equals("include")) {
        List<Value> patternValues =
            entry.value() instanceof Listing list ? list.items() : List.of(entry.value());
        for (Value value : patternValues) {
          if (value instanceof Scalar scalar && !scalar.isNull()) {
            patterns.resolve(scalar.text(), scalar.place()).forEach(f -> queue(f, scalar.place()));
          }
        }
      }
    }
  }

  private void queue(Path file, Place place) {
    Path same = identity(file);
    Place first = included.putIfAbsent(same, place);
    if (first != null) {
      findings.add(
          Code.INCLUDED_AGAIN,
          "include",
          place.span(),
          "file " + Quoted.of(file.toString()) + " is already read (" + first + ")",
          "include each file once, and none from itself");
    } else if (!budget.takesFile()) {
      findings.add(
          Code.TOO_LARGE,
          "include",
          place.span(),
          "more than " + Budget.MAX_FILES + " files",
          "put several pools into one file");
    } else {
      waiting.add(new Include(file, place));
    }
  }

  private void markMain(String name, Place place) {
    try {
      included.put(identity(Path.of(name)), place);
    } catch (java.nio.file.InvalidPathException _) {
      // A name that is no path cannot be included either.
    }
  }

  private static Path identity(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException | SecurityException _) {
      return file.toAbsolutePath().normalize();
    }
  }
}
