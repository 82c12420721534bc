package io.evenkeel.control.status;

/**
 * What came of reading the configuration file, first and again. One thread writes, any may read.
 */
public final class Reloads {
  /**
   * The state after the newest reading.
   *
   * @param accepted readings that came into effect, the first included
   * @param rejected readings that did not: the revision before is still served
   * @param error first error of the newest reading; empty: it was accepted
   * @param acceptedEpochSeconds when a reading was last accepted
   */
  public record Outcome(long accepted, long rejected, String error, long acceptedEpochSeconds) {
    public boolean lastAccepted() {
      return error.isEmpty();
    }
  }

  private volatile Outcome outcome = new Outcome(0, 0, "", 0);

  public Outcome outcome() {
    return outcome;
  }

  public void accepted(long nowEpochSeconds) {
    outcome = new Outcome(outcome.accepted() + 1, outcome.rejected(), "", nowEpochSeconds);
  }

  /** The file was not good enough; {@code error} says why and is not empty. */
  public void rejected(String error) {
    Outcome last = outcome;
    outcome = new Outcome(last.accepted(), last.rejected() + 1, error, last.acceptedEpochSeconds());
  }
}
