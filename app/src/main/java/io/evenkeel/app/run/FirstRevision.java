package io.evenkeel.app.run;

import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.control.change.Changes;
import io.evenkeel.control.status.Reloads;
import io.evenkeel.control.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is served at a start and what is on record together: the file passes the gates, or
 * the last good revision is served and an alarm says so.
 */
record FirstRevision(Changes changes, Store store, BalancerEvents events, Reloads reloads) {
  private static final Logger LOG = LoggerFactory.getLogger(FirstRevision.class);

  /**
   * @param isHandedOver whether another process serves meanwhile: then its revision goes on, and
   *     what the file says instead is for later; one thing at a time
   */
  void settle(Opening opening, Reading reading, boolean isHandedOver) {
    store
        .interrupted()
        .forEach(number ->
            LOG.atWarn()
                .setMessage("event=rollout-interrupted")
                .addKeyValue("revision", number)
                .addKeyValue("help", "the balancer ended while it was rolled out: it is undone")
                .log());
    if (!opening.alarm().isEmpty()) {
      bootedLastGood(opening, opening.alarm());
    }
    try {
      if (opening.differs()) {
        if (!isHandedOver) {
          changes.atStart(reading.result());
        }
      } else if (!opening.isRecorded()) {
        changes.first(reading.result(), opening.revision());
      }
    } catch (ChangeRefused e) {
      if (opening.differs()) {
        bootedLastGood(opening, String.valueOf(e.getMessage()));
        LOG.error("event=config-rejected-details\n{}", FindingLines.of(e.findings()));
      } else {
        LOG.atError()
            .setMessage("event=store-unwritable")
            .addKeyValue("reason", e.getMessage())
            .log();
      }
    }
    store.serving(changes.served());
  }

  private void bootedLastGood(Opening opening, String why) {
    reloads.rejected(why);
    events.alarm("booted-last-good", true, "revision " + opening.revision(), why);
  }
}
