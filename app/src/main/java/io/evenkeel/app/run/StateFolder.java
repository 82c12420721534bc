package io.evenkeel.app.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder where running balancers leave a note of themselves, one file per process, so that
 * {@code evenkeel status} finds them and two balancers do not fight over one file. Any thread.
 */
public final class StateFolder {
  private final Path folder;

  /** A folder at {@code path}, made when first written to. */
  public StateFolder(Path path) {
    folder = path;
  }

  /**
   * The folder for {@code configured} (empty: the platform's: systemd's STATE_DIRECTORY,
   * XDG_STATE_HOME, ~/.local/state).
   */
  public static StateFolder of(String configured, Map<String, String> env) {
    if (!configured.isEmpty()) {
      return new StateFolder(Path.of(configured));
    }
    String systemd = env.getOrDefault("STATE_DIRECTORY", "");
    if (!systemd.isEmpty()) {
      return new StateFolder(Path.of(systemd.split(":", 2)[0]));
    }
    String xdg = env.getOrDefault("XDG_STATE_HOME", "");
    Path base =
        xdg.isEmpty()
            ? Path.of(env.getOrDefault("HOME", System.getProperty("user.home")), ".local", "state")
            : Path.of(xdg);
    return new StateFolder(base.resolve("evenkeel"));
  }

  /** Folders to look into when nobody said which: the user's own, then the service's. */
  public static List<StateFolder> known(Map<String, String> env) {
    return List.of(of("", env), new StateFolder(Path.of("/var/lib/evenkeel")));
  }

  Path path() {
    return folder;
  }

  /** Leaves {@code note}; a reader sees all of it or nothing. */
  public void write(RunNote note) throws IOException {
    Files.createDirectories(runs());
    Path temporary = runs().resolve(note.pid() + ".tmp");
    Files.writeString(temporary, note.toJson());
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(temporary, file(note.pid()), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes the note of process {@code pid} away. */
  public void remove(long pid) throws IOException {
    Files.deleteIfExists(file(pid));
  }

  /** Notes of processes that still live, newest first. */
  public List<RunNote> running() {
    List<RunNote> notes = new ArrayList<>();
    try (Stream<Path> files = Files.list(runs())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        RunNote.parse(Files.readString(file)).filter(StateFolder::alive).ifPresent(notes::add);
      }
    } catch (IOException e) {
      // No folder, or a note that vanished while we looked: nothing runs here as far as we can see.
      return List.of();
    }
    notes.sort((a, b) -> b.since().compareTo(a.since()));
    return notes;
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  private static boolean alive(RunNote note) {
    return ProcessHandle.of(note.pid()).map(ProcessHandle::isAlive).orElse(false);
  }

  private Path runs() {
    return folder.resolve("run");
  }

  private Path file(long pid) {
    return runs().resolve(pid + ".json");
  }
}
