package io.evenkeel.core.time;

/** A monotonic clock. */
@FunctionalInterface
public interface NanoClock {
  /** Nanoseconds since an arbitrary origin; only differences mean something. Any thread. */
  long nanos();
}
