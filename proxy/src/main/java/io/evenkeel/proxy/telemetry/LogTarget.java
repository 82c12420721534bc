package io.evenkeel.proxy.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Where the lines of an access log go: a file, or standard output. Its writer thread only. */
final class LogTarget {
  private final @Nullable Path path;
  private @Nullable FileChannel channel;
  private @Nullable Object identity;

  private LogTarget(@Nullable Path path) {
    this.path = path;
  }

  static LogTarget file(Path path) {
    return new LogTarget(path);
  }

  static LogTarget stdout() {
    return new LogTarget(null);
  }

  /**
   * Why {@code path} could not be written to; empty: it could. Opens nothing: that would wait for
   * the reader of a pipe.
   */
  static String obstacle(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (Files.isDirectory(path)) {
      return "it is a folder";
    }
    if (Files.exists(path)) {
      return Files.isWritable(path) ? "" : "permission denied";
    }
    if (folder == null || !Files.isDirectory(folder)) {
      return "the folder " + folder + " does not exist";
    }
    return Files.isWritable(folder) ? "" : "permission denied in the folder " + folder;
  }

  /**
   * Writes some of {@code bytes}, opening the file when it is not open. May block for as long as
   * the disk does, or until somebody reads a pipe.
   */
  void write(ByteBuffer bytes) throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = open();
      channel = open;
    }
    open.write(bytes);
  }

  @SuppressWarnings("resource") // closing the stream would close the standard output of the process
  private FileChannel open() throws IOException {
    if (path == null) {
      return new FileOutputStream(FileDescriptor.out).getChannel();
    }
    FileChannel opened =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    identity = identity();
    return opened;
  }

  /**
   * Whether the path now names another file than the one last written to, or none: it was rotated.
   * Then the old one is closed, and the next write opens the path again.
   */
  boolean reopenIfRotated() throws IOException {
    if (identity == null || identity.equals(identity())) {
      return false;
    }
    identity = null;
    close();
    return true;
  }

  /** Device and inode; null: there is no such file, or the platform has no such thing. */
  private @Nullable Object identity() throws IOException {
    if (path == null) {
      return null;
    }
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null && path != null) {
      open.close();
    }
  }

  @Override
  public String toString() {
    return path == null ? "stdout" : path.toString();
  }
}
