package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who did what: {@code audit.jsonl}, one line of JSON per deed, only ever appended to. Each line
 * carries the hash of the one before and {@code audit.head} names the last, so lines that were
 * edited or removed are noticed (by whoever does not rewrite all of it: nothing is signed). A full
 * file is renamed and the chain goes on in the next. Any thread; waits for the disk.
 */
public final class AuditLog {
  private static final String HELP = "compare it with a backup: it was edited, or the disk is bad";

  private final Layout layout;
  private final Disk disk;
  private final WriteGate gate;
  private final Consumer<StoreProblem> problems;
  private final long fileLimit;
  private long size;
  private AuditScan.Link end = AuditScan.Link.NONE;

  AuditLog(Layout layout, Disk disk, WriteGate gate, Consumer<StoreProblem> problems, long limit) {
    this.layout = layout;
    this.disk = disk;
    this.gate = gate;
    this.problems = problems;
    fileLimit = limit;
  }

  /** Durable when it returns. */
  public void append(AuditEntry entry) throws StoreFailure {
    gate.write(() -> {
      appendNow(entry);
      return entry;
    });
  }

  /** The newest {@code limit}, newest first; lines that cannot be read are left out. */
  public List<AuditEntry> entries(int limit) throws StoreFailure {
    return gate.read(() -> {
      List<Path> files = new ArrayList<>(layout.fullAudits());
      files.add(layout.audit());
      List<AuditEntry> entries = new ArrayList<>();
      for (Path file : files.reversed()) {
        String content = new String(content(file), StandardCharsets.UTF_8);
        for (String line : content.lines().toList().reversed()) {
          if (entries.size() >= limit) {
            return entries;
          }
          AuditLine.entry(line).ifPresent(entries::add);
        }
      }
      return entries;
    });
  }

  /** Checks all files from the first line on; a start checks only the newest file. */
  public List<StoreProblem> verify() throws StoreFailure {
    return gate.read(() -> {
      List<Path> files = new ArrayList<>(layout.fullAudits());
      files.add(layout.audit());
      List<StoreProblem> found = new ArrayList<>();
      AuditScan.Link at = AuditScan.Link.NONE;
      for (Path file : files) {
        AuditScan scan = AuditScan.of(content(file), at);
        scan.breaks().forEach(b -> found.add(new StoreProblem(file.toString(), b, HELP)));
        at = scan.end();
      }
      checkHead(at, found::add);
      return found;
    });
  }

  /**
   * Finds the end of the chain.
   *
   * @param repair whether this process may write: a torn last line is put aside then
   * @return the highest revision that is named in the newest file
   */
  long load(boolean repair) throws IOException {
    List<Path> full = layout.fullAudits();
    AuditScan.Link before =
        full.isEmpty() ? AuditScan.Link.NONE : AuditScan.last(content(full.getLast()));
    byte[] content = content(layout.audit());
    AuditScan scan = AuditScan.of(content, before);
    size = scan.whole();
    end = scan.end();
    if (!scan.breaks().isEmpty()) {
      problems.accept(
          new StoreProblem(layout.audit().toString(), String.join("; ", scan.breaks()), HELP));
    }
    checkHead(end, problems);
    if (repair && scan.torn().length > 0) {
      putAside(scan);
    }
    return highestRevision(content);
  }

  /** A quote in a text is escaped, so the key cannot be mistaken. */
  private static long highestRevision(byte[] content) {
    String key = "\"revision\":";
    String all = new String(content, StandardCharsets.ISO_8859_1);
    long highest = 0;
    for (int at = all.indexOf(key); at >= 0; at = all.indexOf(key, at + 1)) {
      int from = at + key.length();
      int to = from;
      while (to < all.length() && to - from < 18 && Character.isDigit(all.charAt(to))) {
        to++;
      }
      highest = to == from ? highest : Math.max(highest, Long.parseLong(all, from, to, 10));
    }
    return highest;
  }

  private void putAside(AuditScan scan) throws IOException {
    String name = "audit-torn-" + (end.seq() + 1);
    Path aside = layout.folder().resolve(name);
    for (int again = 2; Files.exists(aside); again++) {
      aside = layout.folder().resolve(name + "-" + again);
    }
    disk.writeNew(aside, scan.torn());
    disk.forceFolder(layout.folder());
    disk.truncate(layout.audit(), size);
    String message =
        "its last line was cut off after "
            + scan.torn().length
            + " bytes and never confirmed; kept as "
            + aside;
    problems.accept(
        new StoreProblem(layout.audit().toString(), message, "nothing to do: it took no effect"));
  }

  private void checkHead(AuditScan.Link last, Consumer<StoreProblem> to) throws IOException {
    AuditScan.Link head = AuditHead.furthest(content(layout.auditHead())).orElse(null);
    if (head == null && last.seq() > 1) {
      to.accept(problem("missing or damaged: nobody can tell if the last lines were removed"));
    } else if (head != null && head.seq() > last.seq()) {
      to.accept(
          problem("the audit had " + head.seq() + " lines and ends at " + last.seq() + " now"));
    } else if (head != null && head.seq() == last.seq() && !head.equals(last)) {
      to.accept(problem("the last line, " + last.seq() + ", is not the one that was written"));
    }
  }

  private StoreProblem problem(String message) {
    return new StoreProblem(layout.auditHead().toString(), message, HELP);
  }

  void appendNow(AuditEntry entry) throws IOException {
    if (size > 0 && (!Files.exists(layout.audit()) || Files.size(layout.audit()) < size)) {
      // Somebody shortened it under us: say so, and go on from what is there.
      load(true);
    }
    byte[] line = AuditLine.of(end.seq() + 1, entry, end.hash());
    if (size > 0 && size + line.length + 1 > fileLimit) {
      // The next line names the last one of this file: the chain goes on.
      disk.rename(layout.audit(), layout.fullAudit(firstSeq()));
      size = 0;
    }
    byte[] bytes = new byte[line.length + 1];
    System.arraycopy(line, 0, bytes, 0, line.length);
    bytes[line.length] = '\n';
    disk.append(layout.audit(), size, bytes);
    size += bytes.length;
    end = new AuditScan.Link(end.seq() + 1, Sha256.of(line));
    disk.overwrite(layout.auditHead(), AuditHead.position(end), AuditHead.of(end));
  }

  private long firstSeq() throws IOException {
    try (var lines = Files.lines(layout.audit(), StandardCharsets.UTF_8)) {
      return lines.findFirst().flatMap(AuditLine::frame).map(AuditLine.Frame::seq).orElse(0L);
    }
  }

  private static byte[] content(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }
}
