package io.evenkeel.proxy.timing;

import org.jspecify.annotations.Nullable;

/**
 * The one pending deadline of a connection, moved as the connection goes through its phases. Only
 * its loop may touch it.
 *
 * <p>Moving it later costs one field write: the wheel looks again when the old time comes.
 */
public final class Deadline {
  /** Told when the time has come. */
  @FunctionalInterface
  public interface Owner {
    /** The deadline is cleared before the call; the owner may set it anew. */
    void onDeadline(long nowNanos);
  }

  static final long NEVER = Long.MAX_VALUE;

  final Owner owner;
  private final DeadlineWheel wheel;

  /** When to call the owner; {@link #NEVER} when cleared. */
  long atNanos = NEVER;

  /** The tick of the bucket this is linked in; meaningless while not linked. */
  long tick;

  @Nullable Deadline previous;
  @Nullable Deadline next;

  /** A cleared deadline. */
  public Deadline(DeadlineWheel wheel, Owner owner) {
    this.wheel = wheel;
    this.owner = owner;
  }

  /** Calls the owner at {@code nowNanos + delayNanos}, instead of any time set before. */
  public void set(long nowNanos, long delayNanos) {
    atNanos = nowNanos + delayNanos;
    wheel.place(this);
  }

  /** Calls the owner at {@code nanos}; {@link Long#MAX_VALUE}: not at all. */
  public void setAt(long nanos) {
    atNanos = nanos;
    if (nanos != NEVER) {
      wheel.place(this);
    }
  }

  /** Calls nobody. */
  public void clear() {
    atNanos = NEVER;
  }

  /** Whether a time is set. */
  public boolean isSet() {
    return atNanos != NEVER;
  }

  /** Unlinks for good, so that the wheel keeps no reference to the owner. */
  public void dispose() {
    atNanos = NEVER;
    wheel.remove(this);
  }

  boolean isLinked() {
    return previous != null;
  }
}
