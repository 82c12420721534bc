package io.evenkeel.control.change;

import io.evenkeel.core.change.Finding;
import java.util.List;

/**
 * A step of the workflow that is not allowed, or not possible, now. The message says what to do.
 */
public final class ChangeRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, in kinds that the API and the exit status tell apart. */
  public enum Kind {
    /** The file does not parse, or a finding or guard forbids it: exit status 3. */
    INVALID,
    /** The store, the freeze, another rollout: exit status 1. */
    UNAVAILABLE,
    /** Approvals are missing: exit status 5. */
    WAITING,
    /** The user's role does not allow it, or the author approves the own plan. */
    FORBIDDEN,
    /** There is no such plan, revision or server. */
    UNKNOWN,
    /** The plan is over, or its base is not served any more. */
    STALE
  }

  private final Kind kind;
  private final transient List<Finding> findings;

  public ChangeRefused(Kind kind, String message, List<Finding> findings) {
    super(message);
    this.kind = kind;
    this.findings = List.copyOf(findings);
  }

  public ChangeRefused(Kind kind, String message) {
    this(kind, message, List.of());
  }

  public Kind kind() {
    return kind;
  }

  /** What is wrong with a file that does not parse; else empty. */
  public List<Finding> findings() {
    return findings;
  }
}
