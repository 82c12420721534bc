package io.evenkeel.app.run;

import io.evenkeel.app.upgrade.Estate;
import io.evenkeel.app.upgrade.Handover;
import io.evenkeel.control.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** That a running balancer can be upgraded, from some moment on to its end. Any thread. */
final class Willing {
  private static final Logger LOG = LoggerFactory.getLogger(Willing.class);

  private final Path folder;
  private final Estate estate;
  private @Nullable Handover handover;

  Willing(Path folder, Estate estate) {
    this.folder = folder;
    this.estate = estate;
  }

  /** Waits for the next process, or says why it does not. */
  synchronized void begin(Store store) {
    // Who has the folder's lock has its socket: there is one of each.
    if (!store.state().writable()) {
      unable(store.state().why());
      return;
    }
    try {
      handover = Handover.open(folder, Inheriting.identity(), estate);
    } catch (IOException e) {
      unable(String.valueOf(e.getMessage()));
    }
  }

  private static void unable(String why) {
    LOG.atWarn()
        .setMessage("event=upgrade-unavailable")
        .addKeyValue("reason", why)
        .addKeyValue("help", "an upgrade needs a restart now")
        .log();
  }

  /** Where it waits; empty: it does not. */
  synchronized String path() {
    return handover == null ? "" : handover.path().toString();
  }

  /** The balancer stops. */
  synchronized void stop() {
    if (handover != null) {
      handover.stop("the running balancer is stopping");
      handover = null;
    }
  }
}
