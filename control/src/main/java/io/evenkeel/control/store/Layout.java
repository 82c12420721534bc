package io.evenkeel.control.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What lies where in the state folder. */
record Layout(Path folder) {
  Path revisions() {
    return folder.resolve("revisions");
  }

  /** Sorts by name as by number, up to a million. */
  Path revision(long number) {
    return revisions().resolve(String.format(Locale.ROOT, "%06d", number));
  }

  Path plans() {
    return folder.resolve("plans");
  }

  Path plan(String id) {
    return plans().resolve(id + ".json");
  }

  /** The texts that a plan proposes. */
  Path planTexts(String id) {
    return plans().resolve(id + ".texts");
  }

  /** What is being written; nothing in it means anything to the next process. */
  Path temporary(String name) {
    return temporaries().resolve(name);
  }

  Path temporaries() {
    return folder.resolve("tmp");
  }

  Path audit() {
    return folder.resolve("audit.jsonl");
  }

  /** A full audit file, by the sequence number of its first line. */
  Path fullAudit(long first) {
    return folder.resolve(String.format(Locale.ROOT, "audit-%012d.jsonl", first));
  }

  /** Oldest first. */
  List<Path> fullAudits() throws IOException {
    return list(folder).stream()
        .filter(f -> f.getFileName().toString().matches("audit-\\d{12}\\.jsonl"))
        .toList();
  }

  /** How far the audit has come, beside it: so the removal of its last lines is noticed. */
  Path auditHead() {
    return folder.resolve("audit.head");
  }

  Path hands() {
    return folder.resolve("hands.json");
  }

  /** Signs sticky cookies. */
  Path stickySecret() {
    return folder.resolve("sticky.key");
  }

  Path freeze() {
    return folder.resolve("freeze.json");
  }

  /** What is in {@code folder}, by name; nothing when it is not there. */
  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
