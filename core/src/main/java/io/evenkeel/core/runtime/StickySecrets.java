package io.evenkeel.core.runtime;

import io.evenkeel.core.model.Stickiness;
import org.jspecify.annotations.Nullable;

/** Knows the secrets that sign sticky cookies. Asked by whoever compiles snapshots. */
@FunctionalInterface
public interface StickySecrets {
  /** For snapshots that serve nobody: no cookie is set, and none is believed. */
  StickySecrets NONE = _ -> null;

  /** What signs the cookies of {@code sticky}; null: none are set. Has no other effect. */
  @Nullable SigningKey of(Stickiness.ByCookie sticky);
}
