package io.evenkeel.control.store;

import java.io.IOException;
import java.util.List;

/**
 * The order in which anything is changed: all of it is made ready on the disk, the audit says what
 * is to happen, then it happens. So nothing takes effect without its line; a line whose effect did
 * not come is followed by one that says so, from here or from the next start. Behind the gate.
 */
record Recorder(AuditLog audit, WriteGate gate) {
  /**
   * The first effect is the one that counts. Those after it follow from it, and the recovery makes
   * up for them: their failure closes the gate and is none of the caller's.
   */
  void record(AuditEntry entry, List<Effect> effects) throws IOException {
    try {
      audit.appendNow(entry);
      if (!effects.isEmpty()) {
        effects.getFirst().takeEffect();
      }
    } catch (IOException e) {
      effects.forEach(effect -> effect.discard(e));
      sayItFailed(entry, e);
      throw e;
    }
    for (Effect effect : effects.subList(Math.min(1, effects.size()), effects.size())) {
      try {
        effect.takeEffect();
      } catch (IOException e) {
        effect.discard(e);
        gate.close(e);
      }
    }
  }

  private void sayItFailed(AuditEntry entry, IOException cause) {
    try {
      audit.appendNow(
          new AuditEntry(
              entry.at(),
              entry.who(),
              entry.what(),
              entry.subject(),
              entry.reason(),
              entry.plan(),
              entry.revision(),
              "failed: " + Refusal.reason(cause)));
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
