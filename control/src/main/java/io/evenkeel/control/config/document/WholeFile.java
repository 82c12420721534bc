package io.evenkeel.control.config.document;

import io.evenkeel.control.config.finding.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file at once; what keeps it from being read is worded the same for every file. */
public final class WholeFile {
  /** Why a file cannot be read. */
  public static final class Unreadable extends Exception {
    private final String help;

    Unreadable(String why, String help) {
      super(why);
      this.help = help;
    }

    /** Completes {@code file "x" ...}. */
    public String why() {
      return String.valueOf(getMessage());
    }

    /** What to do; may be empty. */
    public String help() {
      return help;
    }
  }

  private WholeFile() {}

  /** The bytes of {@code file}; {@code limit + 1} of them when it is longer than {@code limit}. */
  public static byte[] read(Path file, int limit) throws Unreadable {
    if (Files.isDirectory(file)) {
      throw new Unreadable("is a directory", "name a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limit + 1);
    } catch (NoSuchFileException _) {
      throw new Unreadable("does not exist", "check the path");
    } catch (AccessDeniedException _) {
      throw new Unreadable("may not be read by this user", "check owner and mode");
    } catch (IOException | SecurityException e) {
      throw new Unreadable("cannot be read: " + Quoted.sentence(e.toString()), "");
    }
  }
}
