package io.evenkeel.control.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that changes the state folder, as steps that are durable one by one. One thread at a
 * time.
 *
 * <p>A process may die before each step and in the middle of each write, so {@link #step} and
 * {@link #put} are where the tests let it die. Files are readable by their owner only:
 * configurations may hold secrets.
 */
class Disk {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(FOLDER);
  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Called before each change. */
  void step(String what, Path path) throws IOException {}

  void put(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Makes {@code folder}, below one that is there, or takes others' rights to it away. */
  void privateFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      if (!Files.getPosixFilePermissions(folder).equals(FOLDER)) {
        Files.setPosixFilePermissions(folder, FOLDER);
      }
      return;
    }
    step("mkdir", folder);
    Files.createDirectory(folder, PRIVATE_FOLDER);
    forceFolder(parent(folder));
  }

  /** Writes a file that must not be there yet; its name is durable after {@link #forceFolder}. */
  void writeNew(Path file, byte[] bytes) throws IOException {
    step("create", file);
    try (FileChannel channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), PRIVATE_FILE)) {
      step("write", file);
      put(channel, ByteBuffer.wrap(bytes), 0);
      step("force", file);
      channel.force(true);
    }
  }

  /**
   * Puts {@code bytes} at the end of {@code file}, which is {@code size} bytes long; what lies
   * after that is a write of ours that failed. Durable when it returns; a failed write is undone.
   */
  void append(Path file, long size, byte[] bytes) throws IOException {
    boolean isNew = size == 0 && !Files.exists(file);
    step("append", file);
    try (FileChannel channel = FileChannel.open(file, Set.of(CREATE, WRITE), PRIVATE_FILE)) {
      try {
        channel.truncate(size);
        put(channel, ByteBuffer.wrap(bytes), size);
        step("force", file);
        channel.force(true);
      } catch (IOException e) {
        undo(channel, size, e);
        throw e;
      }
    }
    if (isNew) {
      forceFolder(parent(file));
    }
  }

  private static void undo(FileChannel channel, long size, IOException cause) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      // The next append, or the recovery of the next start, cuts it off.
      cause.addSuppressed(e);
    }
  }

  /** Cuts {@code file} to {@code size} bytes. */
  void truncate(Path file, long size) throws IOException {
    step("truncate", file);
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.truncate(size);
      channel.force(true);
    }
  }

  /** Replaces a few bytes of {@code file} where they are, without waiting for the disk. */
  void overwrite(Path file, long position, byte[] bytes) throws IOException {
    step("overwrite", file);
    try (FileChannel channel = FileChannel.open(file, Set.of(CREATE, WRITE), PRIVATE_FILE)) {
      put(channel, ByteBuffer.wrap(bytes), position);
    }
  }

  /** Gives a file or folder its name, over whatever had it; durable when it returns. */
  void rename(Path from, Path to) throws IOException {
    step("rename", to);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(parent(to));
  }

  private static Path parent(Path path) {
    Path absolute = path.toAbsolutePath();
    return Objects.requireNonNullElse(absolute.getParent(), absolute);
  }

  /** Makes names in {@code folder} durable. */
  void forceFolder(Path folder) throws IOException {
    step("force-folder", folder);
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  /** Deletes a file, or a folder with all that is in it; a path that is not there is fine. */
  void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    step("delete", path);
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path)) {
      all = walk.toList().reversed();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
