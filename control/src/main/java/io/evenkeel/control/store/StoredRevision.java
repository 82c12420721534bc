package io.evenkeel.control.store;

import java.util.List;

/**
 * What is kept in memory of a revision: texts may be large and are read when asked for.
 *
 * @param head the revision without files
 */
record StoredRevision(Revision head, List<Text> texts) {
  /**
   * Where one text lies.
   *
   * @param name as the operator named it
   * @param stored its path below the folder of the revision
   */
  record Text(String name, String stored, String sha256) {}

  StoredRevision {
    texts = List.copyOf(texts);
  }

  StoredRevision with(Revision.Outcome outcome, String why) {
    return new StoredRevision(head.with(outcome, why), texts);
  }
}
