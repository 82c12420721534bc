package io.evenkeel.control.status;

import java.util.function.LongSupplier;

/**
 * What came of reading the configuration file, first and again. One thread writes, any may read.
 *
 * <p>A rejection is news until a newer revision is served, whichever way that came: an operator who
 * mends the file and applies it has answered.
 */
public final class Reloads {
  /**
   * The state after the newest reading.
   *
   * @param accepted readings that came into effect, the first included
   * @param rejected readings that did not: the revision before is still served
   * @param error first error of the newest reading; empty: it was accepted, or is answered
   * @param acceptedEpochSeconds when a reading was last accepted
   */
  public record Outcome(long accepted, long rejected, String error, long acceptedEpochSeconds) {
    public boolean lastAccepted() {
      return error.isEmpty();
    }

    private Outcome answered() {
      return new Outcome(accepted, rejected, "", acceptedEpochSeconds);
    }
  }

  private record State(Outcome outcome, long served) {}

  private final LongSupplier served;
  private volatile State state = new State(new Outcome(0, 0, "", 0), 0);

  /**
   * @param served the revision that is served now
   */
  public Reloads(LongSupplier served) {
    this.served = served;
  }

  public Outcome outcome() {
    State now = state;
    return served.getAsLong() > now.served ? now.outcome.answered() : now.outcome;
  }

  public void accepted(long nowEpochSeconds) {
    Outcome last = state.outcome;
    become(new Outcome(last.accepted() + 1, last.rejected(), "", nowEpochSeconds));
  }

  /** The file was not good enough; {@code error} says why and is not empty. */
  public void rejected(String error) {
    Outcome last = state.outcome;
    become(new Outcome(last.accepted(), last.rejected() + 1, error, last.acceptedEpochSeconds()));
  }

  private void become(Outcome next) {
    state = new State(next, served.getAsLong());
  }
}
