package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Says why a change is refused that cannot be recorded, what goes on, and until when. */
final class Refusal {
  private Refusal() {}

  /**
   * @param serving number of the revision that is served; 0: not known
   */
  static String of(IOException cause, Path folder, long serving) {
    return "cannot record the change: "
        + reason(cause)
        + " (state folder "
        + folder
        + "): the balancer keeps serving"
        + (serving > 0 ? " revision " + serving : "")
        + ", changes are refused until "
        + end(cause);
  }

  /** What is wrong, without the path that Java puts before it where the reason is known. */
  static String reason(IOException cause) {
    if (cause instanceof FileSystemException inFile) {
      String file = inFile.getFile() == null ? "" : inFile.getFile() + ": ";
      if (inFile.getReason() != null) {
        return inFile.getReason().startsWith("No space")
            ? inFile.getReason()
            : file + inFile.getReason();
      }
      return switch (inFile) {
        case AccessDeniedException _ -> file + "Permission denied";
        case NoSuchFileException _ -> file + "No such file or directory";
        default -> file + inFile.getClass().getSimpleName();
      };
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String end(IOException cause) {
    if (cause instanceof FolderInUse) {
      return "that process ends, or this one gets a state folder of its own (state: in the file)";
    }
    if (cause instanceof FolderLent) {
      return "it is over: try again in a moment";
    }
    String reason = reason(cause).toLowerCase(Locale.ROOT);
    return reason.contains("no space left") || reason.contains("quota")
        ? "there is room"
        : "it can be written";
  }
}
