package io.evenkeel.app.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Size, time and inode of a set of files at one moment: equal stamps mean that nobody wrote.
 *
 * <p>Asking beats being told here: inotify does not see a file replaced behind a symbolic link (as
 * Kubernetes does with mounted configurations), nor changes on network file systems.
 */
record FileStamp(List<String> files) {
  static FileStamp of(Collection<Path> paths) {
    List<String> stamps = new ArrayList<>();
    for (Path path : paths) {
      stamps.add(path + " " + stamp(path));
    }
    return new FileStamp(List.copyOf(stamps));
  }

  private static String stamp(Path path) {
    try {
      Map<String, Object> now = Files.readAttributes(path, "unix:size,lastModifiedTime,ino");
      return now.get("size") + " " + now.get("lastModifiedTime") + " " + now.get("ino");
    } catch (IOException e) {
      return "absent";
    }
  }
}
