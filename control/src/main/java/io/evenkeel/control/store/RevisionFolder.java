package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The folder {@code revisions/}: one folder per revision with {@code revision.json} and the texts
 * as they were. Changed behind the gate, read by any thread.
 */
final class RevisionFolder {
  private static final String HELP =
      "restore it from a backup, or move the folder away; until then the revision does not exist";

  private final Layout layout;
  private final Disk disk;
  private final Consumer<StoreProblem> problems;
  private volatile NavigableMap<Long, StoredRevision> known = Collections.emptyNavigableMap();
  private volatile long highest;

  RevisionFolder(Layout layout, Disk disk, Consumer<StoreProblem> problems) {
    this.layout = layout;
    this.disk = disk;
    this.problems = problems;
  }

  void load() throws IOException {
    NavigableMap<Long, StoredRevision> found = new TreeMap<>();
    for (Path folder : Layout.list(layout.revisions())) {
      if (folder.getFileName().toString().matches("\\d{6,18}")) {
        long number = Long.parseLong(folder.getFileName().toString());
        // The number of a damaged revision is taken all the same.
        taken(number);
        try {
          found.put(number, load(folder, number));
        } catch (IOException e) {
          problems.accept(
              new StoreProblem(
                  folder.resolve("revision.json").toString(), Refusal.reason(e), HELP));
        }
      }
    }
    known = Collections.unmodifiableNavigableMap(found);
  }

  private static StoredRevision load(Path folder, long number) throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("revision.json"));
    try {
      StoredRevision stored = RevisionJson.read(new Fields(SealedJson.open(file)));
      if (stored.head().number() != number) {
        throw new IOException("it is of revision " + stored.head().number());
      }
      return stored;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("it is not a revision: " + e.getMessage(), e);
    }
  }

  /** No later revision gets this number or a lower one. */
  void taken(long number) {
    highest = Math.max(highest, number);
  }

  long nextNumber() {
    return highest + 1;
  }

  /** Newest first, without texts. */
  List<Revision> heads() {
    return known.descendingMap().values().stream().map(StoredRevision::head).toList();
  }

  Optional<Revision> head(long number) {
    return Optional.ofNullable(known.get(number)).map(StoredRevision::head);
  }

  /** With its texts; empty: there is none. */
  Optional<Revision> read(long number) throws IOException {
    StoredRevision stored = known.get(number);
    if (stored == null) {
      return Optional.empty();
    }
    List<Revision.SourceFile> files = new ArrayList<>();
    for (StoredRevision.Text text : stored.texts()) {
      files.add(new Revision.SourceFile(text.name(), text(layout.revision(number), text)));
    }
    return Optional.of(stored.head().withFiles(files));
  }

  private static String text(Path folder, StoredRevision.Text text) throws IOException {
    Path file = folder.resolve(text.stored()).normalize();
    byte[] bytes = file.startsWith(folder) ? Files.readAllBytes(file) : new byte[0];
    if (!Sha256.of(bytes).equals(text.sha256())) {
      throw new IOException(file + " is not as it was recorded (checksum)");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The newest committed one that can be read. */
  Optional<Revision> lastGood() {
    for (Revision head : heads()) {
      if (head.outcome() == Revision.Outcome.COMMITTED) {
        try {
          return read(head.number());
        } catch (IOException e) {
          problems.accept(
              new StoreProblem(layout.revision(head.number()).toString(), Refusal.reason(e), HELP));
        }
      }
    }
    return Optional.empty();
  }

  Effect prepare(Revision revision) throws IOException {
    Path temporary = layout.temporary("revision-" + revision.number());
    disk.delete(temporary);
    disk.privateFolder(temporary);
    List<String> stored =
        StoredNames.of(revision.files().stream().map(Revision.SourceFile::name).toList());
    List<StoredRevision.Text> texts = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      Revision.SourceFile file = revision.files().get(i);
      byte[] bytes = file.text().getBytes(StandardCharsets.UTF_8);
      write(temporary, stored.get(i), bytes);
      texts.add(new StoredRevision.Text(file.name(), stored.get(i), Sha256.of(bytes)));
    }
    StoredRevision whole = new StoredRevision(revision.withFiles(List.of()), texts);
    write(temporary, "revision.json", SealedJson.seal(RevisionJson.of(whole)));
    return new Prepared(disk, temporary, layout.revision(revision.number()), () -> learn(whole));
  }

  private void write(Path folder, String name, byte[] bytes) throws IOException {
    Path parent = folder;
    for (String part : name.substring(0, name.lastIndexOf('/') + 1).split("/", -1)) {
      parent = parent.resolve(part);
      disk.privateFolder(parent);
    }
    disk.writeNew(folder.resolve(name), bytes);
    disk.forceFolder(parent);
  }

  /** What became of a revision that is there. */
  Effect prepareOutcome(long number, Revision.Outcome outcome, String why) throws IOException {
    StoredRevision stored = known.get(number);
    if (stored == null) {
      throw new IllegalArgumentException("revision: " + number + " (expected: a recorded one)");
    }
    StoredRevision after = stored.with(outcome, why);
    Path temporary = layout.temporary("outcome-" + number + ".json");
    disk.delete(temporary);
    disk.writeNew(temporary, SealedJson.seal(RevisionJson.of(after)));
    Path file = layout.revision(number).resolve("revision.json");
    return new Prepared(disk, temporary, file, () -> learn(after));
  }

  private void learn(StoredRevision stored) {
    NavigableMap<Long, StoredRevision> now = new TreeMap<>(known);
    now.put(stored.head().number(), stored);
    taken(stored.head().number());
    known = Collections.unmodifiableNavigableMap(now);
  }

  /**
   * Deletes all but the newest {@code keep}, the last good and the one that is served. What cannot
   * be deleted is reported: it is no reason to refuse a change.
   */
  void retain(int keep, long serving) {
    List<Revision> heads = heads();
    long good =
        heads.stream()
            .filter(r -> r.outcome() == Revision.Outcome.COMMITTED)
            .mapToLong(Revision::number)
            .findFirst()
            .orElse(0);
    for (Revision old : heads.subList(Math.min(keep, heads.size()), heads.size())) {
      if (old.number() != good && old.number() != serving) {
        try {
          forget(old.number());
        } catch (IOException e) {
          problems.accept(
              new StoreProblem(
                  layout.revision(old.number()).toString(),
                  "it is too old to be kept and cannot be deleted: " + Refusal.reason(e),
                  "delete it"));
        }
      }
    }
  }

  /** Away with one rename: half a revision would look like a damaged one. */
  private void forget(long number) throws IOException {
    Path away = layout.temporary("old-revision-" + number);
    disk.rename(layout.revision(number), away);
    NavigableMap<Long, StoredRevision> now = new TreeMap<>(known);
    now.remove(number);
    known = Collections.unmodifiableNavigableMap(now);
    disk.delete(away);
  }
}
