package io.evenkeel.control.config.section;

import java.time.Duration;

/** Durations in messages, as one would write them in the file. */
final class InWords {
  private InWords() {}

  /** {@code 2s}, {@code 1500ms}. */
  static String of(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
