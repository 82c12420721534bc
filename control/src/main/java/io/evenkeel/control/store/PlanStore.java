package io.evenkeel.control.store;

import io.evenkeel.control.store.Revision.SourceFile;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The folder {@code plans/}: one file per plan with its approvals and its fate. Any thread; waits
 * for the disk.
 */
public final class PlanStore {
  private static final String HELP =
      "restore it from a backup or delete it; plan again what it was for";

  /** How a plan is changed, by somebody who may refuse. */
  @FunctionalInterface
  public interface Step<X extends Exception> {
    ChangeRequest after(ChangeRequest before) throws X;
  }

  /** What is kept in memory: plans for thousands of servers are large. */
  record Head(String id, Instant at, Fate fate) {}

  private static final Comparator<Head> NEWEST_FIRST =
      Comparator.comparing(Head::at).reversed().thenComparing(Head::id);

  private final Layout layout;
  private final Disk disk;
  private final Recorder recorder;
  private final Consumer<StoreProblem> problems;
  private final int keep;
  private final PlanTexts texts;
  private volatile Map<String, Head> known = Map.of();

  PlanStore(
      Layout layout, Disk disk, Recorder recorder, Consumer<StoreProblem> problems, int keep) {
    this.layout = layout;
    this.disk = disk;
    this.recorder = recorder;
    this.problems = problems;
    this.keep = keep;
    this.texts = new PlanTexts(layout, disk);
  }

  /**
   * Keeps a new plan, the texts it proposes and the line on it; durable when it returns. A plan of
   * the same id that is there already stays as it is: it may have approvals.
   *
   * @return the plan as it is kept now
   */
  public ChangeRequest add(ChangeRequest request, List<SourceFile> files, AuditEntry entry)
      throws StoreFailure {
    recorder.gate().lock();
    try {
      Optional<ChangeRequest> before = find(request.plan().id());
      if (before.isEmpty()) {
        // Before the plan: one that can be found can be applied.
        recorder
            .gate()
            .write(() -> {
              texts.write(request.plan().id(), files);
              return files;
            });
        save(request, entry);
      }
      return before.orElse(request);
    } finally {
      recorder.gate().unlock();
    }
  }

  /** What a plan that is there proposes, the main file first. */
  public List<SourceFile> files(String id) throws StoreFailure {
    try {
      return texts.read(id);
    } catch (IOException e) {
      throw new StoreFailure(layout.planTexts(id) + ": " + Refusal.reason(e) + " (" + HELP + ")");
    }
  }

  private void save(ChangeRequest request, AuditEntry entry) throws StoreFailure {
    recorder
        .gate()
        .write(() -> {
          recorder.record(entry, List.of(prepare(request)));
          retain(request.plan().id());
          return request;
        });
  }

  /**
   * Changes a plan as one step, so that two who approve at the same time both count.
   *
   * @return the plan after it; empty: there is none of this id
   */
  public <X extends Exception> Optional<ChangeRequest> update(
      String id, AuditEntry entry, Step<X> step) throws StoreFailure, X {
    recorder.gate().lock();
    try {
      Optional<ChangeRequest> before = find(id);
      if (before.isEmpty()) {
        return before;
      }
      ChangeRequest after = step.after(before.get());
      save(after, entry);
      return Optional.of(after);
    } finally {
      recorder.gate().unlock();
    }
  }

  /** Empty: there is none. */
  public Optional<ChangeRequest> find(String id) throws StoreFailure {
    if (!known.containsKey(id)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(layout.plan(id)));
    } catch (IOException e) {
      throw new StoreFailure(layout.plan(id) + ": " + Refusal.reason(e) + " (" + HELP + ")");
    }
  }

  /** The newest {@code limit}, newest first; damaged ones are reported and left out. */
  public List<ChangeRequest> list(int limit) {
    List<ChangeRequest> requests = new ArrayList<>();
    for (Head head : known.values().stream().sorted(NEWEST_FIRST).limit(limit).toList()) {
      try {
        requests.add(read(layout.plan(head.id())));
      } catch (IOException e) {
        problems.accept(problem(layout.plan(head.id()), e));
      }
    }
    return requests;
  }

  /** Ids of the plans with this fate, newest first. */
  public List<String> ids(Fate fate) {
    return known.values().stream()
        .filter(h -> h.fate() == fate)
        .sorted(NEWEST_FIRST)
        .map(Head::id)
        .toList();
  }

  void load() throws IOException {
    Map<String, Head> found = new HashMap<>();
    for (Path file : Layout.list(layout.plans())) {
      if (file.toString().endsWith(".json")) {
        try {
          Head head = PlanHead.read(Files.readAllBytes(file));
          if (!layout.plan(head.id()).equals(file)) {
            throw new IOException("it is of plan " + head.id());
          }
          found.put(head.id(), head);
        } catch (IOException e) {
          problems.accept(problem(file, e));
        }
      }
    }
    known = Map.copyOf(found);
  }

  private static StoreProblem problem(Path file, IOException cause) {
    return new StoreProblem(file.toString(), Refusal.reason(cause), HELP);
  }

  private static ChangeRequest read(Path file) throws IOException {
    try {
      return PlanJson.read(new Fields(SealedJson.open(Files.readAllBytes(file))));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("it is not a plan: " + e.getMessage(), e);
    }
  }

  Effect prepare(ChangeRequest request) throws IOException {
    String id = request.plan().id();
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("plan id: \"" + id + "\" (expected: letters, digits)");
    }
    Path temporary = layout.temporary("plan-" + id + ".json");
    disk.delete(temporary);
    disk.writeNew(temporary, SealedJson.seal(PlanJson.of(request)));
    Head head = new Head(id, request.plan().at(), request.fate());
    return new Prepared(disk, temporary, layout.plan(id), () -> learn(head));
  }

  /** The plan with another fate; nothing when there is none, or none that can be read. */
  List<Effect> prepareFate(String id, Fate fate, String why) throws IOException {
    Optional<ChangeRequest> before;
    try {
      before = find(id);
    } catch (StoreFailure e) {
      problems.accept(
          new StoreProblem(layout.plan(id).toString(), String.valueOf(e.getMessage()), HELP));
      return List.of();
    }
    return before.isEmpty()
        ? List.of()
        : List.of(
            prepare(new ChangeRequest(before.get().plan(), fate, before.get().approvals(), why)));
  }

  private void learn(Head head) {
    Map<String, Head> now = new HashMap<>(known);
    now.put(head.id(), head);
    known = Map.copyOf(now);
  }

  /** Oldest closed plans go first, then oldest open ones; never {@code saved} or one under way. */
  private void retain(String saved) {
    List<Head> leaving =
        known.values().stream()
            .filter(h -> h.fate() != Fate.APPLYING && !h.id().equals(saved))
            .sorted(
                Comparator.comparing((Head h) -> h.fate() == Fate.OPEN)
                    .thenComparing(NEWEST_FIRST.reversed()))
            .limit(Math.max(0, known.size() - keep))
            .toList();
    for (Head head : leaving) {
      Path file = layout.plan(head.id());
      try {
        disk.delete(file);
        disk.delete(layout.planTexts(head.id()));
        Map<String, Head> now = new HashMap<>(known);
        now.remove(head.id());
        known = Map.copyOf(now);
      } catch (IOException e) {
        String message = "it is too old to be kept and cannot be deleted: " + Refusal.reason(e);
        problems.accept(new StoreProblem(file.toString(), message, "delete it"));
      }
    }
  }
}
