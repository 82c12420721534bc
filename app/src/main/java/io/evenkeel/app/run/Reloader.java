package io.evenkeel.app.run;

import io.evenkeel.control.status.Reloads;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and serves it, or says loudly why not and leaves everything as it
 * is. One thread at a time.
 */
final class Reloader {
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

  private final ConfigSource source;
  private final Compiler compiler;
  private final SnapshotPublisher published;
  private final DataPlane dataPlane;
  private final Reloads reloads;
  private final Consumer<Snapshot> afterPublish;
  private List<Path> files;

  /** Makes a snapshot of a configuration that keeps the state of the servers of the previous. */
  interface Compiler {
    Snapshot compile(long revision, Config config, Snapshot previous);
  }

  /**
   * @param first the reading that is served already
   * @param afterPublish told of each snapshot once it is served
   */
  Reloader(Parts parts, ConfigSource.Reading first, Consumer<Snapshot> afterPublish) {
    source = parts.source();
    compiler = parts.compiler();
    published = parts.published();
    dataPlane = parts.dataPlane();
    reloads = parts.reloads();
    files = first.files();
    this.afterPublish = afterPublish;
  }

  /** What a reload works with. */
  record Parts(
      ConfigSource source,
      Compiler compiler,
      SnapshotPublisher published,
      DataPlane dataPlane,
      Reloads reloads) {}

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
    ConfigSource.Reading reading = source.read();
    files = reading.files();
    Config config = reading.config();
    if (config == null) {
      rejected(cause, reading.firstError(), reading.printed());
      return;
    }
    Snapshot before = published.current();
    // Compiled and bound before anything is published: a failure up to here changes nothing.
    Snapshot next = compiler.compile(before.revision() + 1, config, before);
    List<String> unbound = dataPlane.prepare(next);
    if (!unbound.isEmpty()) {
      dataPlane.published(before);
      rejected(cause, unbound.getFirst(), String.join("\n", unbound));
      return;
    }
    published.publish(next);
    dataPlane.published(next);
    afterPublish.accept(next);
    reloads.accepted(Instant.now().getEpochSecond());
    LOG.atInfo()
        .setMessage("config-reloaded")
        .addKeyValue("cause", cause)
        .addKeyValue("revision", next.revision())
        .addKeyValue("listeners", next.listeners().size())
        .addKeyValue("pools", next.pools().size())
        .log();
    if (!reading.printed().isEmpty()) {
      LOG.warn("config-warnings\n{}", reading.printed());
    }
  }

  private void rejected(String cause, String error, String details) {
    reloads.rejected(error);
    LOG.atError()
        .setMessage("config-rejected")
        .addKeyValue("cause", cause)
        .addKeyValue("still-serving-revision", published.current().revision())
        .addKeyValue("error", error)
        .log();
    LOG.error("config-rejected-details\n{}", details);
  }
}
