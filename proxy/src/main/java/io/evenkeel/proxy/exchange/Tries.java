package io.evenkeel.proxy.exchange;

/** How often one request was tried, and how it may be tried next. Confined to its loop. */
final class Tries {
  private int count;
  private int refused;
  private boolean hedged;
  private boolean metStale;
  private boolean fresh;

  /** A new request: no try yet. */
  void reset() {
    count = 0;
    refused = 0;
    hedged = false;
    metStale = false;
    fresh = false;
  }

  /** Another try begins. */
  void begun() {
    count++;
  }

  /** The try that begins goes on beside another. */
  void hedged() {
    count++;
    hedged = true;
  }

  /** The last try met a server that refused, or none at all. */
  void wasRefused() {
    refused++;
  }

  /**
   * The connection turned out to be closed by the time we used it: that was no try at the server.
   * From now on no connection that was used before, since more than one may be closed.
   */
  void wasStale() {
    count--;
    metStale = true;
    fresh = true;
  }

  /** Whether a connection may be taken that another request has used. */
  boolean mayReuse() {
    return !fresh;
  }

  boolean hasMetStale() {
    return metStale;
  }

  boolean isHedged() {
    return hedged;
  }

  /** Tries so far, one under way included. */
  int count() {
    return count;
  }

  int refused() {
    return refused;
  }

  /** Tries after the first, hedges not included. */
  int again() {
    return Math.max(0, count - (hedged ? 2 : 1));
  }
}
