package io.evenkeel.control.config.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where files may lie that a configuration names: anywhere, in one folder, or nowhere. A text of
 * somebody who may not read this machine's files is read within a folder: what lies outside of it
 * is refused before it is looked at, and where a link leads outside of it, before it is read.
 * Immutable; any thread.
 */
public final class Fence {
  /** Of a file on this machine: whoever wrote it could read what it names. */
  public static final Fence ANYWHERE = new Fence(null, false);

  /** No file is looked at. */
  public static final Fence CLOSED = new Fence(null, true);

  private final @Nullable Path within;
  private final boolean closed;

  private Fence(@Nullable Path within, boolean closed) {
    this.within = within;
    this.closed = closed;
  }

  /** Files in {@code folder} and below it. */
  public static Fence around(Path folder) {
    return new Fence(folder, false);
  }

  /** Whether no file may be looked at. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Whether {@code file} lies within, as it is written and where its links lead; what is not there
   * cannot lead anywhere, and is judged by the part of its path that is.
   */
  public boolean admits(Path file) throws IOException {
    if (within == null) {
      return !closed;
    }
    Path folder = within.toRealPath();
    Path written = file.toAbsolutePath().normalize();
    if (!written.startsWith(within.toAbsolutePath().normalize()) && !written.startsWith(folder)) {
      return false;
    }
    Path there = file.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    Path real = there == null ? file.toAbsolutePath() : there.toRealPath();
    return real.startsWith(folder);
  }

  /** Completes {@code file "x" ...} for one that is not admitted; whether it exists is not said. */
  public String refusal() {
    return within == null
        ? "is not looked at"
        : "lies outside of " + within + ", the folder of the configuration that is served";
  }
}
