package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.control.config.document.Value;
import io.evenkeel.control.config.finding.Code;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one section as they were read, every one already checked by its type. */
public final class Fields {
  private final Scope scope;
  private final Place place;
  private final Map<String, Field> written;

  /** One key that stands in the file; {@code sound} when nothing in it has an error. */
  record Field(Key<?> key, Place keyPlace, Value value, @Nullable Object read, boolean sound) {}

  Fields(Scope scope, Place place, Map<String, Field> written) {
    this.scope = scope;
    this.place = place;
    this.written = written;
  }

  /** The section's place. */
  public Place place() {
    return place;
  }

  public Scope scope() {
    return scope;
  }

  /** Whether {@code key} stands in the file, right or wrong. */
  public boolean has(Key<?> key) {
    return written.containsKey(key.name());
  }

  /** Whether {@code key} is absent or without an error. */
  public boolean isSound(Key<?> key) {
    Field field = written.get(key.name());
    return field == null || field.sound();
  }

  /** What is written at {@code key}, or its default; null without one, or with an error. */
  public <T> @Nullable T optional(Key<T> key) {
    Field field = written.get(key.name());
    return field == null ? key.defaultValue() : cast(key, field);
  }

  /** What is written at {@code key}; its default when it is absent or has an error. */
  public <T> T value(Key<T> key) {
    Field field = written.get(key.name());
    T read = field == null ? null : cast(key, field);
    if (read != null) {
      return read;
    }
    T otherwise = key.defaultValue();
    if (otherwise == null) {
      throw new IllegalStateException("key " + key.name() + " has no default: use optional()");
    }
    return otherwise;
  }

  /** The place of the value at {@code key}; the section's when it is absent. */
  public Place place(Key<?> key) {
    Field field = written.get(key.name());
    return field == null ? place : field.value().place();
  }

  /** The place of the key itself; the section's when it is absent. */
  public Place keyPlace(Key<?> key) {
    Field field = written.get(key.name());
    return field == null ? place : field.keyPlace();
  }

  /** Adds a finding about the value at {@code key}. */
  public void report(Code code, Key<?> key, String message, String help) {
    scope.at(key.name()).report(code, place(key), message, help);
  }

  /** Adds a finding at the section. */
  public void report(Code code, String message, String help) {
    scope.report(code, place, message, help);
  }

  // Keys are constants: the same key means the value was read by its type, so the cast is safe.
  @SuppressWarnings({"unchecked", "ReferenceEquality"})
  private static <T> @Nullable T cast(Key<T> key, Field field) {
    if (field.key() != key) {
      throw new IllegalArgumentException("key " + key.name() + " is none of this section");
    }
    return (T) field.read();
  }
}
