package io.evenkeel.control.store;

import java.io.IOException;

/** The state folder was given to a process that is taking over. */
final class FolderLent extends IOException {
  FolderLent(String heir) {
    super("an upgrade is under way, and " + heir + " is taking over");
  }
}
