package io.evenkeel.control.store;

/**
 * How much history is kept.
 *
 * @param revisions the newest ones; the last good and the served one are kept besides
 * @param plans the newest ones; closed ones go first
 * @param auditFileBytes size at which the audit goes on in a new file; nothing of it is deleted
 */
public record Retention(int revisions, int plans, long auditFileBytes) {
  /**
   * A hundred revisions are some months of a busy team; an audit file of 4 MiB holds about 10 000
   * lines and is verified at a start in some 20 ms.
   */
  public static final Retention DEFAULT = new Retention(100, 200, 4L << 20);

  public Retention {
    if (revisions < 2 || plans < 1 || auditFileBytes < 1) {
      throw new IllegalArgumentException(
          "retention: "
              + revisions
              + " revisions, "
              + plans
              + " plans, "
              + auditFileBytes
              + " bytes (expected: >= 2, >= 1, >= 1)");
    }
  }
}
