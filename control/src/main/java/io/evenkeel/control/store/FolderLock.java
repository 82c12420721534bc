package io.evenkeel.control.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right of one process to change the state folder. The kernel takes it back when the process
 * dies, however it dies.
 */
final class FolderLock {
  /**
   * Those of this process: to the kernel a lock belongs to the process, and closing any channel on
   * the file gives it up, so a second one must not even be opened.
   */
  private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private final Object identity;

  private FolderLock(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    identity = identity(file);
  }

  /** Takes {@code folder}, which is there. */
  static FolderLock take(Path folder) throws IOException {
    Path real = folder.toRealPath().resolve("lock");
    if (!HERE.add(real)) {
      throw new FolderInUse("this process has the state folder open already (" + real + ")");
    }
    FolderLock lock = null;
    try {
      lock = takeHere(real);
      return lock;
    } finally {
      if (lock == null) {
        HERE.remove(real);
      }
    }
  }

  private static FolderLock takeHere(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(CREATE, READ, WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    FolderLock lock = null;
    try {
      if (channel.tryLock() == null) {
        throw new FolderInUse(
            "the state folder is in use by " + holder(channel) + " (lock file " + file + ")");
      }
      lock = new FolderLock(file, channel);
      lock.sign();
      return lock;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "another process" : "process " + pid;
  }

  /** Leaves our number for whoever finds the folder locked; on a full disk it stays empty. */
  private void sign() throws IOException {
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0);
    try {
      channel.write(ByteBuffer.wrap(pid), 0);
    } catch (IOException _) {
      // The lock counts, not the note in it.
      channel.truncate(0);
    }
  }

  /** Whether nobody has taken the file away under us, with the folder or without. */
  boolean isStillThere() {
    try {
      return identity(file).equals(identity);
    } catch (IOException e) {
      return false;
    }
  }

  private static Object identity(Path file) throws IOException {
    return Objects.requireNonNullElse(
        Files.readAttributes(file, BasicFileAttributes.class).fileKey(), file);
  }

  void release() {
    try {
      channel.close();
    } catch (IOException _) {
      // The descriptor is gone either way, and the lock with it.
    } finally {
      HERE.remove(file);
    }
  }
}
