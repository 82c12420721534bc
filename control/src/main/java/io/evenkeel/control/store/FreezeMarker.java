package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code freeze.json}: while it is there, nothing is to be changed. A damaged one counts: who
 * wanted quiet gets it. Any thread; changes wait for the disk.
 */
public final class FreezeMarker {
  private final Layout layout;
  private final Disk disk;
  private final Recorder recorder;
  private final Consumer<StoreProblem> problems;
  private volatile @Nullable Freeze current;

  FreezeMarker(Layout layout, Disk disk, Recorder recorder, Consumer<StoreProblem> problems) {
    this.layout = layout;
    this.disk = disk;
    this.recorder = recorder;
    this.problems = problems;
  }

  /** Empty: changes are welcome. */
  public Optional<Freeze> current() {
    return Optional.ofNullable(current);
  }

  /** Durable when it returns; takes the place of an earlier one. */
  public void set(Freeze freeze, AuditEntry entry) throws StoreFailure {
    recorder
        .gate()
        .write(() -> {
          recorder.record(entry, List.of(prepare(freeze)));
          return freeze;
        });
  }

  private Effect prepare(Freeze freeze) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("by", freeze.by());
    json.put("reason", freeze.reason());
    json.put("at", freeze.at().toString());
    var temporary = layout.temporary("freeze.json");
    disk.delete(temporary);
    disk.writeNew(temporary, SealedJson.seal(json));
    return new Prepared(disk, temporary, layout.freeze(), () -> current = freeze);
  }

  /** Durable when it returns; fine when there is none. */
  public void lift(AuditEntry entry) throws StoreFailure {
    recorder
        .gate()
        .write(() -> {
          recorder.record(entry, List.of());
          disk.delete(layout.freeze());
          disk.forceFolder(layout.folder());
          current = null;
          return entry;
        });
  }

  void load() {
    try {
      Fields json = new Fields(SealedJson.open(Files.readAllBytes(layout.freeze())));
      current = new Freeze(json.text("by"), json.text("reason"), json.instant("at"));
    } catch (NoSuchFileException e) {
      current = null;
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      String reason = "the freeze marker is damaged, so changes stay frozen";
      current = new Freeze(AuditEntry.BY_ITSELF, reason, Instant.EPOCH);
      problems.accept(
          new StoreProblem(layout.freeze().toString(), reason, "freeze again, or unfreeze"));
    }
  }
}
