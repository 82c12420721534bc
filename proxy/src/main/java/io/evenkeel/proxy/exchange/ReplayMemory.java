package io.evenkeel.proxy.exchange;

/**
 * How many bytes of request bodies one loop keeps so that they can be sent again. Confined to its
 * loop.
 */
final class ReplayMemory {
  /**
   * What one request may keep: forms and JSON fit, uploads do not, and those nobody wants to send
   * twice.
   */
  static final int PER_REQUEST = 64 * 1024;

  /** For all requests of a loop: 256 full ones, so that slow servers cannot fill the memory. */
  static final int PER_LOOP = 16 * 1024 * 1024;

  private int used;

  /** Reserves {@code bytes}, to be given back once; false when there is no room. */
  boolean tryTake(int bytes) {
    if (used + bytes > PER_LOOP) {
      return false;
    }
    used += bytes;
    return true;
  }

  void giveBack(int bytes) {
    used -= bytes;
  }

  /** Bytes reserved now. */
  int used() {
    return used;
  }
}
