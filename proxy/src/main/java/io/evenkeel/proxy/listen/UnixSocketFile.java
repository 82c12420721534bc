package io.evenkeel.proxy.listen;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a Unix domain socket: cleared before bind, protected after it. Blocks; no loop. */
final class UnixSocketFile {
  private static final Logger LOG = LoggerFactory.getLogger(UnixSocketFile.class);

  private UnixSocketFile() {}

  /** Makes room for a socket at {@code path}; returns why that cannot be, null when it is free. */
  static @Nullable String clear(Path path) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException _) {
      return null;
    } catch (IOException e) {
      return "cannot look at the path: " + e;
    }
    if (!attributes.isOther()) {
      return "the path exists and is not a socket: move it away or choose another path";
    }
    try {
      if (answers(path)) {
        return "address already in use: another process accepts connections there";
      }
      Files.deleteIfExists(path);
      return null;
    } catch (IOException e) {
      return "cannot remove the stale socket: " + e;
    }
  }

  private static boolean answers(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false); // a full backlog must not block: it means somebody listens
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException _) {
      return false;
    }
  }

  /** Removes the file of a socket that is closed, where the transport has not done so. */
  static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("socket file stays behind path={} cause=\"{}\"", path, e.toString());
    }
  }

  /**
   * Owner and group may connect (0660), nobody else: who may reach the balancer is then a matter of
   * group membership. Until this runs, the usual umask of 022 lets only the owner connect.
   */
  static void protect(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
  }
}
