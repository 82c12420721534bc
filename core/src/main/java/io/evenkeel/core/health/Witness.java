package io.evenkeel.core.health;

/** What live traffic says of a server whose checks fail. */
public enum Witness {
  /** Enough requests, nearly all of them well, and no worse than before the checks failed. */
  SUCCEEDS,
  /** Too many requests fail, or are rejected that were not before. */
  FAILS,
  /** Asked for seconds without a success: it hangs. */
  SILENT,
  /** Nobody asks, or too few to tell. */
  TOO_LITTLE
}
