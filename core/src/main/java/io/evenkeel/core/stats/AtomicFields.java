package io.evenkeel.core.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/** Handles of fields that several threads change, for classes of which there are many. */
public final class AtomicFields {
  private AtomicFields() {}

  /**
   * The field {@code name} of the class that asks.
   *
   * @param lookup of that class
   * @throws ExceptionInInitializerError when it has no such field of this type
   */
  public static VarHandle of(MethodHandles.Lookup lookup, String name, Class<?> type) {
    try {
      return Objects.requireNonNull(lookup.findVarHandle(lookup.lookupClass(), name, type));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
