package io.evenkeel.app.run;

import io.evenkeel.control.status.Reloads;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and serves it, or says loudly why not and leaves everything as it
 * is. Control loop only.
 */
final class Reloader {
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

  private final Machinery machinery;
  private final Machinery.Control control;
  private final SnapshotPublisher published;
  private final DataPlane dataPlane;
  private final AdminListener admin;
  private final Reloads reloads;
  private List<Path> files;

  /**
   * @param files what the reading that is served already says to watch
   */
  Reloader(Machinery machinery, Serving serving, Reloads reloads, List<Path> files) {
    this.machinery = machinery;
    control = serving.control();
    published = serving.published();
    dataPlane = serving.dataPlane();
    admin = serving.admin();
    this.reloads = reloads;
    this.files = files;
  }

  /** The running parts that a reload touches. */
  record Serving(
      SnapshotPublisher published,
      DataPlane dataPlane,
      Machinery.Control control,
      AdminListener admin) {}

  /** The files to watch: those of the newest reading. */
  List<Path> files() {
    return files;
  }

  /**
   * One reload.
   *
   * @param cause for the log: {@code SIGHUP}, {@code file changed}
   */
  void reload(String cause) {
    Reading reading = machinery.read();
    files = reading.files();
    Config config = reading.config();
    if (config == null) {
      rejected(cause, reading.firstError(), reading.printed());
      return;
    }
    Snapshot before = published.current();
    if (config.equals(before.config())) {
      reloads.accepted(Instant.now().getEpochSecond());
      LOG.atInfo().setMessage("event=config-unchanged").addKeyValue("cause", cause).log();
      return;
    }
    Snapshot next = machinery.compile(before.revision() + 1, config, before);
    String obstacle = obstacle(next, before);
    if (!obstacle.isEmpty()) {
      machinery.release(next);
      rejected(cause, obstacle.lines().findFirst().orElse(""), obstacle);
      return;
    }
    serve(next, before);
    reloads.accepted(Instant.now().getEpochSecond());
    LOG.atInfo()
        .setMessage("event=config-reloaded")
        .addKeyValue("cause", cause)
        .addKeyValue("revision", next.revision())
        .addKeyValue("listeners", next.listeners().size())
        .addKeyValue("pools", next.pools().size())
        .log();
    if (!reading.printed().isEmpty()) {
      LOG.warn("event=config-warnings\n{}", reading.printed());
    }
  }

  // Binds what must be bound before anything is published. What stops it, one line each; then
  // nothing has changed.
  private String obstacle(Snapshot next, Snapshot before) {
    List<String> unbound = dataPlane.prepare(next);
    if (!unbound.isEmpty()) {
      return String.join("\n", unbound);
    }
    // Last of what can fail, because it takes effect at once.
    boolean adminMoves = !next.config().admin().equals(before.config().admin());
    String failure = adminMoves ? admin.move(next.config().admin()) : "";
    if (!failure.isEmpty()) {
      dataPlane.published(before);
    }
    return failure;
  }

  private void serve(Snapshot next, Snapshot before) {
    // New servers are being checked, not healthy, when their first request could come.
    control.onSnapshot(next);
    published.publish(next);
    dataPlane.published(next);
    machinery.release(before);
  }

  private void rejected(String cause, String error, String details) {
    reloads.rejected(error);
    LOG.atError()
        .setMessage("event=config-rejected")
        .addKeyValue("cause", cause)
        .addKeyValue("still-serving-revision", published.current().revision())
        .addKeyValue("error", error)
        .log();
    LOG.error("event=config-rejected-details\n{}", details);
  }
}
