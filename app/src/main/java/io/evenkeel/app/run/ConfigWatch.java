package io.evenkeel.app.run;

import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Notices that the configuration was written, once it has been quiet for an interval. Driven by one
 * thread calling {@link #changed} at a steady pace.
 */
final class ConfigWatch {
  private final Supplier<Collection<Path>> files;
  private FileStamp handled;
  private FileStamp seen;

  /**
   * Begins with the files as they are now.
   *
   * @param files the file and what it includes; asked each time, since includes come and go
   */
  ConfigWatch(Supplier<Collection<Path>> files) {
    this.files = files;
    handled = FileStamp.of(files.get());
    seen = handled;
  }

  /**
   * Whether there is something new that two looks in a row saw alike: an editor that writes in
   * several steps is waited for.
   */
  boolean changed() {
    FileStamp now = FileStamp.of(files.get());
    boolean quiet = now.equals(seen);
    seen = now;
    if (!quiet || now.equals(handled)) {
      return false;
    }
    handled = now;
    return true;
  }
}
