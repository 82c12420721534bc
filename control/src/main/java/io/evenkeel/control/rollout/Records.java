package io.evenkeel.control.rollout;

import io.evenkeel.control.store.AuditEntry;
import io.evenkeel.control.store.RolloutJournal;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.core.change.RolloutStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Writes the stages of one rollout down, away from the control loop, which must not wait for a
 * disk; in the order they are asked for.
 */
final class Records {
  private final RolloutJournal journal;
  private final RolloutJob job;
  private final Executor disk;
  private boolean begun;

  /**
   * @param disk runs one task after the other
   */
  Records(RolloutJournal journal, RolloutJob job, Executor disk) {
    this.journal = journal;
    this.job = job;
    this.disk = disk;
  }

  /**
   * Writes that {@code stage} begins; {@code told} is then called on the disk's thread.
   *
   * @param told gets what went wrong; empty: it is durable
   */
  void write(RolloutStage stage, String why, Consumer<String> told) {
    boolean isFirst = !begun;
    begun = true;
    disk.execute(() -> told.accept(attempt(stage, why, isFirst)));
  }

  private String attempt(RolloutStage stage, String why, boolean isFirst) {
    try {
      if (isFirst) {
        journal.started(job.revision());
      }
      long number = job.revision().number();
      switch (stage) {
        case SHADOW, CANARY, BAKE, CONFIRM -> journal.stage(number, stage.word(), why);
        case COMMITTED -> journal.committed(number, AuditEntry.BY_ITSELF, why);
        case ROLLED_BACK -> journal.rolledBack(number, AuditEntry.BY_ITSELF, why);
      }
      return "";
    } catch (StoreFailure | RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
