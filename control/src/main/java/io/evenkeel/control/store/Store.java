package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What survives the process, in a folder of plain files. One process at a time changes it; whoever
 * cannot (locked, full, read-only) reads what is there and refuses changes, and serves all the
 * same. Any thread; all but {@link #state}, {@link #revisions}, {@link #nextNumber} and {@link
 * #problems} may wait for the disk.
 *
 * <pre>
 * revisions/000007/revision.json   who, when, why, what became of it
 *                  files/…         the configuration as it was written
 * plans/ID.json                    the plan with findings, facts, forecast, approvals and fate
 * audit.jsonl                      who did what; full ones are audit-….jsonl
 * freeze.json                      while it is there, nothing is changed
 * hands.json                       what operators decided about single servers
 * sticky.key                       signs sticky cookies
 * </pre>
 */
public final class Store implements AutoCloseable {
  private final Layout layout;
  private final Disk disk;
  private final WriteGate gate;
  private final RevisionFolder revisions;
  private final PlanStore plans;
  private final AuditLog audit;
  private final FreezeMarker freeze;
  private final RolloutJournal rollouts;
  private final HandFile hands;
  private final StickySecret stickySecret;
  private final Set<StoreProblem> problems = new LinkedHashSet<>();
  private volatile List<Long> interrupted = List.of();
  private @Nullable FolderLock folderLock;
  private boolean closed;
  private volatile String lentTo = "";
  private volatile boolean isElsewhere;

  private Store(Path folder, Retention retention, Disk disk, InstantSource clock) {
    layout = new Layout(folder.toAbsolutePath().normalize());
    this.disk = disk;
    gate = new WriteGate(layout.folder(), this::admit);
    audit = new AuditLog(layout, disk, gate, this::report, retention.auditFileBytes());
    Recorder recorder = new Recorder(audit, gate);
    revisions = new RevisionFolder(layout, disk, this::report);
    plans = new PlanStore(layout, disk, recorder, this::report, retention.plans());
    freeze = new FreezeMarker(layout, disk, recorder, this::report);
    hands = new HandFile(layout, disk, gate, this::report);
    stickySecret = new StickySecret(layout, disk, gate);
    rollouts = new RolloutJournal(revisions, plans, recorder, retention, clock);
  }

  /**
   * Opens the store in {@code folder}, which is made if need be, and repairs what a dead process
   * left. Never fails: ask {@link #state} and {@link #problems}.
   */
  public static Store open(Path folder, Retention retention) {
    return open(folder, retention, new Disk(), InstantSource.system());
  }

  /** The same with the default retention. */
  public static Store open(Path folder) {
    return open(folder, Retention.DEFAULT);
  }

  static Store open(Path folder, Retention retention, Disk disk, InstantSource clock) {
    Store store = new Store(folder, retention, disk, clock);
    boolean isOpen = false;
    store.gate.lock();
    try {
      store.openOrLook();
      isOpen = true;
      return store;
    } finally {
      store.gate.unlock();
      if (!isOpen) {
        store.close();
      }
    }
  }

  private void openOrLook() {
    try {
      openGate();
    } catch (IOException e) {
      isElsewhere = e instanceof FolderInUse;
      gate.close(e);
      look();
    }
  }

  /** Whether another process had the folder when this was opened. */
  public boolean isElsewhere() {
    return isElsewhere;
  }

  /** Whether changes can be recorded, as far as is known. */
  public StoreState state() {
    return gate.state();
  }

  /** Tries it, by a write; also takes the folder over when its holder is gone. */
  public StoreState recheck() {
    gate.lock();
    try {
      admit();
      probe();
    } catch (IOException e) {
      gate.close(e);
    } finally {
      gate.unlock();
    }
    return gate.state();
  }

  /**
   * Lets another process have the folder: changes are refused from now on, without alarm, until
   * {@link #takeBack}.
   */
  public void lend(String heir) {
    gate.lock();
    try {
      lentTo = heir;
      release();
      gate.close(new FolderLent(heir));
    } finally {
      gate.unlock();
    }
  }

  /** Ends {@link #lend}; the other process may still be about to let the folder go. */
  public StoreState takeBack() {
    lentTo = "";
    return recheck();
  }

  /** Whether the folder was given away; then that nothing can be written is no trouble. */
  public boolean isLent() {
    return !lentTo.isEmpty();
  }

  /** What was found damaged since the process started, in the order of finding. */
  public List<StoreProblem> problems() {
    synchronized (problems) {
      return List.copyOf(problems);
    }
  }

  /** Revisions whose rollout died with the process before; they are rolled back on record. */
  public List<Long> interrupted() {
    return interrupted;
  }

  /** Newest first, without their texts. */
  public List<Revision> revisions() {
    return revisions.heads();
  }

  /** With its texts; empty: there is none. */
  public Optional<Revision> find(long number) throws StoreFailure {
    try {
      return revisions.read(number);
    } catch (IOException e) {
      throw new StoreFailure("revision " + number + " cannot be read: " + Refusal.reason(e));
    }
  }

  /** The newest committed revision that can be read, with its texts. */
  public Optional<Revision> lastGood() {
    return revisions.lastGood();
  }

  /** For the next revision. */
  public long nextNumber() {
    return revisions.nextNumber();
  }

  /** Records a revision that is not rolled out in steps; durable when it returns. */
  public void record(Revision revision, AuditEntry entry) throws StoreFailure {
    rollouts.record(revision, entry);
  }

  /** Tells which revision is served: it is kept, and named when a change is refused. */
  public void serving(long number) {
    gate.serving(number);
  }

  public RolloutJournal rollouts() {
    return rollouts;
  }

  public PlanStore plans() {
    return plans;
  }

  public AuditLog audit() {
    return audit;
  }

  public HandFile hands() {
    return hands;
  }

  public StickySecret stickySecret() {
    return stickySecret;
  }

  public FreezeMarker freeze() {
    return freeze;
  }

  @Override
  public void close() {
    gate.lock();
    try {
      closed = true;
      release();
    } finally {
      gate.unlock();
    }
  }

  private void report(StoreProblem problem) {
    synchronized (problems) {
      problems.add(problem);
    }
  }

  /** Lets a change pass, or tries to make that possible. Behind the gate. */
  private void admit() throws IOException {
    if (closed) {
      throw new IOException("the store is closed");
    }
    if (isLent()) {
      throw new FolderLent(lentTo);
    }
    if (folderLock == null || !gate.state().writable()) {
      openGate();
    }
  }

  /** Each step needs the one before; what a dead or hindered process left is put right last. */
  private void openGate() throws IOException {
    Files.createDirectories(layout.folder());
    if (folderLock != null && !folderLock.isStillThere()) {
      release();
    }
    if (folderLock == null) {
      folderLock = FolderLock.take(layout.folder());
    }
    for (Path left : Layout.list(layout.temporaries())) {
      disk.delete(left);
    }
    disk.privateFolder(layout.temporaries());
    disk.privateFolder(layout.revisions());
    disk.privateFolder(layout.plans());
    probe();
    load(true);
    List<Long> undone = new ArrayList<>(interrupted);
    undone.addAll(rollouts.recover());
    interrupted = List.copyOf(undone);
    gate.open();
  }

  private void load(boolean repair) throws IOException {
    revisions.load();
    plans.load();
    freeze.load();
    hands.load();
    revisions.taken(audit.load(repair));
  }

  /** Reads what is there without the right to change it. */
  private void look() {
    try {
      load(false);
    } catch (IOException e) {
      report(
          new StoreProblem(
              layout.folder().toString(),
              Refusal.reason(e),
              "make it readable for the user the balancer runs as"));
    }
  }

  /** Room for a block: what a small record needs. */
  private void probe() throws IOException {
    Path file = layout.temporary("probe");
    disk.delete(file);
    disk.writeNew(file, "is there room?\n".repeat(300).getBytes(StandardCharsets.US_ASCII));
    disk.delete(file);
  }

  private void release() {
    if (folderLock != null) {
      folderLock.release();
      folderLock = null;
    }
  }
}
