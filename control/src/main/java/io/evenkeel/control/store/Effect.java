package io.evenkeel.control.store;

import java.io.IOException;

/** A change of the state folder that is ready: all that is left is one step. */
interface Effect {
  void takeEffect() throws IOException;

  /** Undoes the preparation, because of {@code cause}. */
  void discard(IOException cause);
}
