package io.evenkeel.proxy.exchange;

/** How often one request was tried, and how it may be tried next. Confined to its loop. */
final class Tries {
  private int count;
  private boolean fresh;

  /** A new request: no try yet. */
  void reset() {
    count = 0;
    fresh = false;
  }

  /** Another try begins. */
  void begun() {
    count++;
  }

  /**
   * The connection turned out to be closed by the time we used it: that was no try at the server.
   * From now on no connection that was used before, since more than one may be closed.
   */
  void wasNone() {
    fresh = true;
    count--;
  }

  /** Whether a connection may be taken that another request has used. */
  boolean mayReuse() {
    return !fresh;
  }

  /** Tries so far, one under way included. */
  int count() {
    return count;
  }
}
