package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may stand at a key, and what becomes of it. Immutable; any thread.
 *
 * @param <T> of the model
 */
public interface Type<T> {
  /** What {@code value} means; null after at least one error finding at {@code scope}. */
  @Nullable T read(Value value, Scope scope);

  /** Completes "expected: ...": {@code a duration such as 500ms or 2s}. */
  String expected();

  /** Two or three words for the reference's table: {@code duration}. */
  String label();

  /** The value's JSON Schema (2020-12). */
  Map<String, Object> jsonSchema();
}
