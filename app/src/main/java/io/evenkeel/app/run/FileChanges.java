package io.evenkeel.app.run;

import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.control.change.Changes;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.rollout.RolloutView;
import io.evenkeel.control.status.Reloads;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration file again when a signal or an edit asks for it, and has it served
 * through the gates of every change, or says loudly why not and leaves everything as it is. One
 * reading at a time, on a thread of its own; what comes meanwhile is one more reading after it. Any
 * thread.
 */
final class FileChanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileChanges.class);

  private final Machinery machinery;
  private final Changes changes;
  private final Reloads reloads;
  private final Runnable done;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("file-changes").factory());
  private final AtomicReference<String> wanted = new AtomicReference<>("");
  private volatile List<Path> files;

  /**
   * @param files what the reading that is served says to watch
   * @param done called after each reading, whatever came of it
   */
  FileChanges(
      Machinery machinery, Changes changes, Reloads reloads, List<Path> files, Runnable done) {
    this.machinery = machinery;
    this.changes = changes;
    this.reloads = reloads;
    this.files = files;
    this.done = done;
  }

  /** The files to watch: those of the newest reading. */
  List<Path> files() {
    return files;
  }

  /**
   * Reads the file soon.
   *
   * @param cause for the records: {@code SIGHUP}, {@code file changed}
   */
  void read(String cause) {
    if (wanted.getAndSet(cause).isEmpty()) {
      try {
        worker.execute(this::readNow);
      } catch (RejectedExecutionException _) { // the balancer is ending
        wanted.set("");
      }
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  private void readNow() {
    String cause = wanted.getAndSet("");
    Reading reading = machinery.read();
    files = reading.files();
    try {
      apply(reading.result(), cause);
      if (!reading.printed().isEmpty()) {
        LOG.warn("event=config-warnings\n{}", reading.printed());
      }
    } catch (ChangeRefused e) {
      refused(cause, e, reading.printed());
    } catch (RuntimeException e) {
      reloads.rejected("internal failure, see the log: " + e);
      LOG.atError().setMessage("event=internal-error").setCause(e).log();
    } finally {
      done.run();
    }
  }

  private void apply(ReadResult read, String cause) throws ChangeRefused {
    Optional<RolloutView> begun = changes.fromFile(read, cause);
    reloads.accepted(Instant.now().getEpochSecond());
    if (begun.isEmpty()) {
      LOG.atInfo().setMessage("event=config-unchanged").addKeyValue("cause", cause).log();
      return;
    }
    LOG.atInfo()
        .setMessage("event=config-reloaded")
        .addKeyValue("cause", cause)
        .addKeyValue("revision", begun.get().revision())
        .addKeyValue("plan", begun.get().plan())
        .log();
    var _ =
        changes
            .ending()
            .thenAccept(end -> {
              if (!end.committed()) {
                reloads.rejected("rolled back: " + end.why());
              }
            });
  }

  private void refused(String cause, ChangeRefused why, String printed) {
    String error = String.valueOf(why.getMessage());
    reloads.rejected(error);
    LOG.atError()
        .setMessage("event=config-rejected")
        .addKeyValue("cause", cause)
        .addKeyValue("kind", why.kind())
        .addKeyValue("error", error)
        .log();
    String details = printed.isEmpty() ? FindingLines.of(why.findings()) : printed;
    if (!details.isEmpty()) {
      LOG.error("event=config-rejected-details\n{}", details);
    }
  }
}
