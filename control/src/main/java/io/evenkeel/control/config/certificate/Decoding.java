package io.evenkeel.control.config.certificate;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The border to Bouncy Castle. Its decoders answer damaged bytes with {@code IOException}, and as
 * well with illegal arguments and states, failed casts, indexes out of bounds, nulls, arithmetic
 * and, for nesting without end, a stack overflow. All of it means the same, so nothing but decoding
 * may be done within a step.
 */
final class Decoding {
  /** Decodes something; whatever it throws says that it cannot. */
  interface Step<T> {
    T run() throws IOException;
  }

  private Decoding() {}

  /** The result of {@code step}; null when it could not be decoded. */
  static <T> @Nullable T orNull(Step<T> step) {
    try {
      return step.run();
    } catch (IOException | RuntimeException | StackOverflowError _) {
      return null;
    }
  }
}
