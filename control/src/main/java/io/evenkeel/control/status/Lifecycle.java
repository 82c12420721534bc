package io.evenkeel.control.status;

/** Where the process is between start and end. Any thread. */
public final class Lifecycle {
  /** The states in their only order. */
  public enum State {
    STARTING("starting"),
    SERVING("serving"),
    /** No new connections; what is in flight is finished. */
    DRAINING("draining");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** As written in status and logs. */
    public String text() {
      return text;
    }
  }

  private volatile State state = State.STARTING;
  private volatile long servingSinceNanos;

  public State state() {
    return state;
  }

  /** From now on traffic is served. */
  public void serving(long nowNanos) {
    servingSinceNanos = nowNanos;
    state = State.SERVING;
  }

  /** From now on load balancers in front of us should send their traffic elsewhere. */
  public void draining() {
    state = State.DRAINING;
  }

  /** Since it began to serve; 0 before. */
  public long uptimeNanos(long nowNanos) {
    return state == State.STARTING ? 0 : nowNanos - servingSinceNanos;
  }
}
