package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file or folder that is safe on the disk under a temporary name: a rename away from being in
 * power. So whatever may fail for lack of room has happened before anything takes effect.
 *
 * @param then what the index in memory learns of it
 */
record Prepared(Disk disk, Path temporary, Path name, Runnable then) implements Effect {
  @Override
  public void takeEffect() throws IOException {
    disk.rename(temporary, name);
    then.run();
  }

  @Override
  public void discard(IOException cause) {
    try {
      // What cannot be deleted now goes at the next start.
      disk.delete(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
