package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.certificate.Answer.Found;
import io.evenkeel.control.config.certificate.Answer.Refused;
import io.evenkeel.control.config.document.Fence;
import io.evenkeel.control.config.document.WholeFile;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.TlsFiles.NamedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The files with certificates and keys that a configuration names, each read once. One instance per
 * reading, called from the thread that reads.
 */
final class NamedFiles {
  /** A chain has a few KiB, the bundle of all public authorities 220. */
  static final int MAX_FILE = 1024 * 1024;

  /** Of all files together: 4,000 chains with their keys. The heap of a command is 128 MiB. */
  static final int MAX_BYTES = 32 * 1024 * 1024;

  static final int MAX_FILES = 16_384;

  private final Fence fence;
  private final Map<Path, Answer<OpenedFile>> opened = new HashMap<>();
  private long bytes;

  NamedFiles(Fence fence) {
    this.fence = fence;
  }

  /** What {@code named} holds; a relative path begins where that of an include does. */
  Answer<OpenedFile> open(NamedFile named) {
    try {
      Path path = Path.of(named.place().source().name()).resolveSibling(named.name());
      // Not normalized: behind a link, ".." leads elsewhere.
      Path key = path.toAbsolutePath();
      Answer<OpenedFile> known = opened.get(key);
      if (known == null) {
        if (opened.size() >= MAX_FILES) {
          return tooMany();
        }
        known = read(path, named.name());
        opened.put(key, known);
      }
      return known;
    } catch (InvalidPathException _) {
      return unreadable(named.name(), "is no path", "write the path of a file");
    }
  }

  private Answer<OpenedFile> read(Path path, String written) {
    try {
      if (!fence.admits(path)) {
        return unreadable(written, fence.refusal(), "copy it into that folder");
      }
      if (Files.exists(path) && !Files.isDirectory(path) && !Files.isRegularFile(path)) {
        // A pipe or device could keep the reader waiting for ever.
        return unreadable(path.toString(), "is no regular file", "name a file");
      }
      byte[] content = WholeFile.read(path, MAX_FILE);
      bytes += content.length;
      if (content.length > MAX_FILE) {
        return tooLarge(
            "file " + Quoted.of(path.toString()) + " is larger than 1 MiB",
            "a certificate chain has a few KiB: check the path");
      }
      return bytes > MAX_BYTES ? tooMany() : new Found<>(new OpenedFile(path, written, content));
    } catch (WholeFile.Unreadable e) {
      return unreadable(path.toString(), e.why(), e.help());
    } catch (IOException | SecurityException e) {
      return unreadable(written, "cannot be read: " + Quoted.sentence(e.toString()), "");
    }
  }

  private static Answer<OpenedFile> unreadable(String file, String why, String help) {
    return new Refused<>(
        new Complaint(Code.UNREADABLE_FILE, "file " + Quoted.of(file) + " " + why, help));
  }

  private static Answer<OpenedFile> tooMany() {
    return tooLarge(
        "the configuration names more than "
            + MAX_FILES
            + " files with certificates, or more than "
            + MAX_BYTES / 1024 / 1024
            + " MiB of them",
        "share files between listeners and pools, or spread them over several balancers");
  }

  private static Answer<OpenedFile> tooLarge(String message, String help) {
    return new Refused<>(new Complaint(Code.TOO_LARGE, message, help));
  }
}
