package io.evenkeel.proxy.overload;

import io.netty.util.internal.PlatformDependent;

/**
 * How much memory of one event loop is held by request heads that came in parts and are not
 * complete. Confined to its loop.
 *
 * <p>Ten thousand clients that each stop short of the end of a large head would take all memory
 * there is within one turn of the loop, before anybody could measure it; and once it is gone the
 * JVM makes each allocation wait for half a second. So they share a quarter of it, and who comes
 * when that is used up is refused: a head of an honest client mostly comes in one piece and holds
 * nothing.
 */
public final class HeadBudget {
  private static final int PART = 4;

  private final long most;
  private long held;

  /**
   * @param loops that share the memory
   */
  public HeadBudget(int loops) {
    most = PlatformDependent.maxDirectMemory() / PART / loops;
  }

  /** A connection holds {@code bytes} for its head, and held {@code before} so far. */
  public void change(int before, int bytes) {
    held += bytes - before;
  }

  /** Whether more is held than there is for this. */
  public boolean isSpent() {
    return held > most;
  }
}
