package io.evenkeel.core.model;

import java.util.Locale;

/** What a user of the admin API may do; each includes those before it. */
public enum Role {
  /** Looks. */
  VIEWER,
  /** Proposes changes, takes servers out and in. */
  OPERATOR,
  /** Approves changes of others. */
  APPROVER,
  /** Everything, break-glass included. */
  ADMIN;

  /** Whether a holder of this role may do what needs {@code needed}. */
  public boolean includes(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** As written in the configuration: {@code approver}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
