package io.evenkeel.core.balance;

/** Whether a pool has enough healthy servers. */
public enum PoolMode {
  NORMAL,
  /** Fewer servers are healthy than the pool's guard asks for; its policy decides who serves. */
  PANIC
}
