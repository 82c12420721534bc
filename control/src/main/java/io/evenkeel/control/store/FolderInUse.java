package io.evenkeel.control.store;

import java.io.IOException;

/** Another process has the state folder. */
final class FolderInUse extends IOException {
  private static final long serialVersionUID = 1L;

  FolderInUse(String message) {
    super(message);
  }
}
