package io.evenkeel.control.config.document;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.finding.Quoted;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * The files a pattern of {@code include} names. Wildcards may stand in the last part of the path
 * only, so that a typo cannot walk the whole disk.
 */
final class IncludePattern {
  private final Findings findings;
  private final Fence fence;

  IncludePattern(Findings findings, Fence fence) {
    this.findings = findings;
    this.fence = fence;
  }

  /** Sorted by name; a pattern with wildcards may match nothing, a plain name must exist. */
  List<Path> resolve(String pattern, Place place) {
    try {
      Path whole = Path.of(place.source().name()).resolveSibling(pattern);
      Path last = whole.getFileName();
      Path folder = whole.getParent();
      if (pattern.isBlank() || last == null) {
        return refuse(pattern, place, "names no file", "name files, such as conf.d/*.yaml");
      }
      if (folder != null && isGlob(folder.toString())) {
        return refuse(
            pattern, place, "has a wildcard in a folder", "use wildcards in the file name only");
      }
      if (!fence.admits(folder == null ? Path.of("") : folder)) {
        return refuse(pattern, place, fence.refusal(), "");
      }
      List<Path> files =
          isGlob(last.toString())
              ? matches(folder == null ? Path.of("") : folder, last.toString())
              : existing(pattern, whole, place);
      for (Path file : files) {
        if (!fence.admits(file)) {
          return refuse(pattern, place, fence.refusal(), "");
        }
      }
      return files;
    } catch (InvalidPathException | PatternSyntaxException e) {
      return refuse(
          pattern, place, "is no pattern: " + Quoted.sentence(e.toString()), "see glob syntax");
    } catch (IOException | DirectoryIteratorException | SecurityException e) {
      return refuse(pattern, place, "cannot be listed: " + Quoted.sentence(e.toString()), "");
    }
  }

  private List<Path> existing(String pattern, Path file, Place place) {
    // A pipe or device as an included file could keep the reader waiting for ever.
    return Files.isRegularFile(file)
        ? List.of(file)
        : refuse(pattern, place, "names no regular file", "check the path: " + file);
  }

  private static List<Path> matches(Path folder, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          found.add(file);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException _) {
      // As good as an empty folder: conf.d may appear later.
    }
    Collections.sort(found);
    return found;
  }

  private static boolean isGlob(String text) {
    return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  private List<Path> refuse(String pattern, Place place, String why, String help) {
    findings.add(
        Code.BAD_INCLUDE,
        "include",
        place.span(),
        "include " + Quoted.of(pattern) + " " + why,
        help);
    return List.of();
  }
}
